import { logLevels } from './log.js';

/** The settings of the server, each a flag and a variable of the environment. */
export type SettingName =
  | 'host'
  | 'port'
  | 'data'
  | 'store'
  | 'credentials'
  | 'region'
  | 'launcher'
  | 'launcherOptions'
  | 'testControls'
  | 'testControlsToken'
  | 'testClock'
  | 'explainToken'
  | 'snsEndpoint'
  | 'sqsEndpoint'
  | 'lambdaEndpoint'
  | 'ec2Endpoint'
  | 'ssmEndpoint'
  | 'logsEndpoint'
  | 'webhookEndpoint'
  | 'endpointKey'
  | 'lenientUnits'
  | 'awsNamespaces'
  | 'logLevel';

export interface Setting {
  readonly flag: string;
  readonly variable: string;
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  readonly default: string;
  /** What is wrong is told without repeating it. */
  readonly isSecret?: true;
  readonly help: string;
}

export const settings: Readonly<Record<SettingName, Setting>> = {
  host: {
    flag: 'host',
    variable: 'UPDRAFT_HOST',
    value: 'HOST',
    default: '127.0.0.1',
    help: 'address to listen on',
  },
  port: {
    flag: 'port',
    variable: 'UPDRAFT_PORT',
    value: 'PORT',
    default: '8003',
    help: 'port to listen on; 0 takes a free one',
  },
  data: {
    flag: 'data',
    variable: 'UPDRAFT_DATA',
    value: 'DIR',
    default: '.updraft',
    help: 'directory of the embedded store and of processes that run as instances',
  },
  store: {
    flag: 'store',
    variable: 'UPDRAFT_STORE',
    value: 'URL',
    default: '',
    help: 'mongodb://… keeps the state in MongoDB instead',
  },
  credentials: {
    flag: 'credentials',
    variable: 'UPDRAFT_CREDENTIALS',
    value: 'FILE',
    default: '',
    help: 'JSON file of access keys, read again when it changes; without it the key is test/test',
  },
  region: {
    flag: 'region',
    variable: 'UPDRAFT_REGION',
    value: 'REGION',
    default: 'us-east-1',
    help: 'region of requests whose signature names none that AWS has',
  },
  launcher: {
    flag: 'launcher',
    variable: 'UPDRAFT_LAUNCHER',
    value: 'NAME',
    default: 'simulated',
    help: 'what an instance is: simulated, or a process on this machine, which must run Linux',
  },
  launcherOptions: {
    flag: 'launcher-options',
    variable: 'UPDRAFT_LAUNCHER_OPTIONS',
    value: 'NAME=VALUE,…',
    default: '',
    help:
      'simulated: start=10s,stop=5s,failures=0.05,capacity.us-east-1a=3,' +
      'capacity.us-east-1a.m5.large=1 and, of spot instances, ' +
      'interruptions=0.1,interrupted-after=10m; process: grace=5s',
  },
  testControls: {
    flag: 'test-controls',
    variable: 'UPDRAFT_TEST_CONTROLS',
    default: 'false',
    help: 'serve /_admin/clock, /_admin/settle and /_admin/reset',
  },
  testControlsToken: {
    flag: 'test-controls-token',
    variable: 'UPDRAFT_TEST_CONTROLS_TOKEN',
    value: 'TOKEN',
    default: '',
    help: 'demand `Authorization: Bearer TOKEN` there; needed when not on a loopback address',
  },
  testClock: {
    flag: 'test-clock',
    variable: 'UPDRAFT_TEST_CLOCK',
    value: 'TIME',
    default: '',
    help: 'ISO time at which the test clock stands from the start; without it time is real',
  },
  explainToken: {
    flag: 'explain-token',
    variable: 'UPDRAFT_EXPLAIN_TOKEN',
    value: 'TOKEN',
    default: '',
    isSecret: true,
    help: 'serve /_admin/explain to `Authorization: Bearer TOKEN`; with --credentials to no other',
  },
  snsEndpoint: {
    flag: 'sns-endpoint',
    variable: 'UPDRAFT_SNS_ENDPOINT',
    value: 'URL',
    default: '',
    help: 'SNS, or something like it, for notifications to topics',
  },
  sqsEndpoint: {
    flag: 'sqs-endpoint',
    variable: 'UPDRAFT_SQS_ENDPOINT',
    value: 'URL',
    default: '',
    help: 'the same for queues',
  },
  lambdaEndpoint: {
    flag: 'lambda-endpoint',
    variable: 'UPDRAFT_LAMBDA_ENDPOINT',
    value: 'URL',
    default: '',
    help: 'the same for functions',
  },
  ec2Endpoint: {
    flag: 'ec2-endpoint',
    variable: 'UPDRAFT_EC2_ENDPOINT',
    value: 'URL',
    default: '',
    help: 'EC2 that alarms stop, reboot and terminate instances at',
  },
  ssmEndpoint: {
    flag: 'ssm-endpoint',
    variable: 'UPDRAFT_SSM_ENDPOINT',
    value: 'URL',
    default: '',
    help: 'Systems Manager in which alarms open OpsItems',
  },
  logsEndpoint: {
    flag: 'logs-endpoint',
    variable: 'UPDRAFT_LOGS_ENDPOINT',
    value: 'URL',
    default: '',
    help: 'CloudWatch Logs, or something like it, runs the queries of log alarms',
  },
  webhookEndpoint: {
    flag: 'webhook-endpoint',
    variable: 'UPDRAFT_WEBHOOK_ENDPOINT',
    value: 'URL',
    default: '',
    help: 'is told of all that goes to an ARN without an endpoint of its own',
  },
  endpointKey: {
    flag: 'endpoint-key',
    variable: 'UPDRAFT_ENDPOINT_KEY',
    value: 'ID:SECRET',
    default: 'test:test',
    isSecret: true,
    help: 'key that requests to those endpoints are signed with; better given as the variable',
  },
  lenientUnits: {
    flag: 'lenient-units',
    variable: 'UPDRAFT_LENIENT_UNITS',
    default: 'false',
    help: 'take units outside the list of AWS (cfn-push-stats sends Counter, megabytes, …)',
  },
  awsNamespaces: {
    flag: 'aws-namespaces',
    variable: 'UPDRAFT_AWS_NAMESPACES',
    default: 'false',
    help: "let PutMetricData write to AWS's own namespaces: AWS/EC2 from agents of yours, say",
  },
  logLevel: {
    flag: 'log-level',
    variable: 'UPDRAFT_LOG_LEVEL',
    value: 'LEVEL',
    default: 'info',
    help: logLevels.join(', '),
  },
};
