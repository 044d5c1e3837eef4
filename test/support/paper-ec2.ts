import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listed, partsAnswer } from './paper-parts.js';
import { typesAnswer } from './paper-types.js';

/** An EC2 with one launch template, `web`, of which a test may write further versions. */
export interface PaperEc2 {
  readonly url: string;
  /** The bodies of the requests so far. */
  readonly received: readonly string[];
  putVersion(content: string): void;
  /** From now on it does not know GetInstanceTypesFromInstanceRequirements, as moto does not. */
  judgeNothing(): void;
  /** What it answers from now on to calls of an action. */
  answerWith(action: string, answer: PaperAnswer): void;
  close(): Promise<void>;
}

export const templateId = 'lt-0123456789abcdef0';

export async function openEc2(): Promise<PaperEc2> {
  const received: string[] = [];
  const versions: string[] = [];
  const answers = new Map<string, PaperAnswer>();
  let isJudging = true;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push(body);
      const form = new URLSearchParams(body);
      const { status, text } =
        answers.get(form.get('Action') ?? '') ??
        typesAnswer(form, isJudging) ??
        partsAnswer(form) ??
        answer(form, versions);
      response.writeHead(status).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    putVersion: (content) => void versions.push(content),
    answerWith: (action, given) => void answers.set(action, given),
    judgeNothing: () => {
      isJudging = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface PaperAnswer {
  readonly status: number;
  readonly text: string;
}

function answer(form: URLSearchParams, versions: readonly string[]): PaperAnswer {
  if (form.get('Action') === 'DescribeInstances') return described(form);
  if (form.get('Action') === 'DescribeSubnets') return describedSubnets(form);
  if (form.get('Action') === 'DescribeAvailabilityZones') return zones;
  if (form.get('Action') === 'DescribeInstanceAttribute') return { status: 200, text: userData };
  const isNamed =
    form.get('LaunchTemplateName') === 'web' || form.get('LaunchTemplateId') === templateId;
  const asked = form.get('LaunchTemplateVersion.1') ?? '';
  const number = asked === '$Latest' ? versions.length : asked === '$Default' ? 1 : Number(asked);
  const content = versions[number - 1];
  if (!isNamed || content === undefined) {
    return refused(
      'InvalidLaunchTemplateName.NotFoundException',
      'The specified launch template, with template name none, does not exist.',
    );
  }
  const text = `<?xml version="1.0"?><DescribeLaunchTemplateVersionsResponse xmlns="http://ec2">
    <launchTemplateVersionSet><item><launchTemplateId>${templateId}</launchTemplateId>
    <launchTemplateName>web</launchTemplateName><versionNumber>${number}</versionNumber>
    <launchTemplateData>${content}</launchTemplateData></item></launchTemplateVersionSet>
    </DescribeLaunchTemplateVersionsResponse>`;
  return { status: 200, text };
}

function described(form: URLSearchParams): PaperAnswer {
  const id = form.get('InstanceId.1') ?? '';
  if (id !== 'i-1') {
    return refused('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  }
  const text = `<DescribeInstancesResponse><reservationSet><item><instancesSet><item>
    <instanceId>i-1</instanceId><imageId>ami-9</imageId><instanceType>c5.large</instanceType>
    <keyName>key</keyName><groupSet><item><groupId>sg-1</groupId></item></groupSet>
    <monitoring><state>disabled</state></monitoring><ebsOptimized>true</ebsOptimized>
    <placement><tenancy>default</tenancy><availabilityZone>us-east-1d</availabilityZone>
    </placement><subnetId>subnet-x-us-east-1d</subnetId><kernelId/>
    </item></instancesSet></item></reservationSet></DescribeInstancesResponse>`;
  return { status: 200, text };
}

/** `subnet-x-us-east-1b` lies in `us-east-1b`, in a VPC named `x`; there are no others. */
function describedSubnets(form: URLSearchParams): PaperAnswer {
  const ids = listed(form, 'SubnetId');
  const odd = ids.find((id) => !/^subnet-[xy]-/.test(id));
  if (odd !== undefined) {
    return refused('InvalidSubnetID.NotFound', `The subnet ID '${odd}' does not exist`);
  }
  const items = ids.map((id) => {
    const name = id.slice('subnet-x-'.length);
    const zone =
      `<availabilityZone>${name}</availabilityZone>` +
      `<availabilityZoneId>id-of-${name}</availabilityZoneId>`;
    const vpc = `<vpcId>vpc-${id.charAt('subnet-'.length)}</vpcId>`;
    return `<item><subnetId>${id}</subnetId>${zone}${vpc}</item>`;
  });
  const set = `<subnetSet>${items.join('')}</subnetSet>`;
  return { status: 200, text: `<DescribeSubnetsResponse>${set}</DescribeSubnetsResponse>` };
}

const zoneNames = ['us-east-1a', 'us-east-1b', 'us-east-1c', 'us-east-1-local'];
const zoneItems = zoneNames.map(
  (name) => `<item><zoneName>${name}</zoneName><zoneId>id-of-${name}</zoneId></item>`,
);
const zones: PaperAnswer = {
  status: 200,
  text:
    '<DescribeAvailabilityZonesResponse><availabilityZoneInfo>' +
    `${zoneItems.join('')}</availabilityZoneInfo></DescribeAvailabilityZonesResponse>`,
};

const userData =
  '<DescribeInstanceAttributeResponse><userData><value>ZWNobyBoaQ==</value></userData>' +
  '</DescribeInstanceAttributeResponse>';

export function refused(code: string, message: string): PaperAnswer {
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  const text = `<Response><Errors><Error>${error}</Error></Errors></Response>`;
  return { status: 400, text };
}
