import type { Endpoints } from '../delivery/endpoints.js';
import { ask, type AskLimits, type PostRequest, signed } from '../delivery/post.js';
import { dryRun } from './dry-run.js';
import type {
  Ec2,
  Ec2Answer,
  FoundSubnets,
  FoundZone,
  LaunchedInstance,
  TemplateName,
  TemplateVersion,
} from './ec2.js';
import { findInstanceTypes, isMissing } from './instance-types.js';
import { readRequirements } from './requirements.js';
import { elementsAt, readXml, textAt, type XmlElement } from './xml.js';

/** Asks the service at the configured endpoint, if there is one, in EC2's Query protocol. */
export function createEc2(
  { ec2: endpoint, signer }: Pick<Endpoints, 'ec2' | 'signer'>,
  bounds: Pick<AskLimits, 'milliseconds'> = {},
): Ec2 | undefined {
  if (endpoint === undefined) return undefined;
  const call = async <T>(
    form: Readonly<Record<string, string>>,
    { region, read, milliseconds = bounds.milliseconds }: Asking<T>,
  ): Promise<Ec2Answer<T>> => {
    const request: PostRequest = {
      url: endpoint,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: new URLSearchParams({ ...form, Version: '2016-11-15' }).toString(),
    };
    const toSend = signed(request, signer, { service: 'ec2', region });
    const answer = await ask(toSend, { charactersMax: answerCharactersMax, milliseconds });
    if (answer.kind === 'failed') return answer;
    try {
      return await readAnswer(answer, read);
    } catch (failure) {
      return { kind: 'failed', reason: `EC2 cannot be understood: ${String(failure)}` };
    }
  };
  return {
    launchTemplate: (name, region) =>
      call(templateForm(name), { region, read: readTemplateVersion }),
    instance: async (InstanceId, region) => {
      const form = { Action: 'DescribeInstances', 'InstanceId.1': InstanceId };
      const found = await call(form, { region, read: readInstance });
      if (found.kind !== 'found') return found;
      const attribute = { Action: 'DescribeInstanceAttribute', Attribute: 'userData', InstanceId };
      const userData = await call(attribute, { region, read: readUserData });
      if (userData.kind !== 'found') return userData;
      return { kind: 'found', value: { ...found.value, UserData: userData.value } };
    },
    subnets: (SubnetIds, region) => {
      const ids = SubnetIds.map((id, index) => [`SubnetId.${index + 1}`, id] as const);
      const form = { Action: 'DescribeSubnets', ...Object.fromEntries(ids) };
      return call(form, { region, read: readSubnets });
    },
    zones: async (region) => {
      const answer = await call(
        { Action: 'DescribeAvailabilityZones' },
        { region, read: readZones },
      );
      return answer.kind !== 'found' && isMissing(answer) ? { kind: 'found', value: [] } : answer;
    },
    instanceTypes: (wanted, region) =>
      findInstanceTypes(wanted, (form, read) =>
        call(form, { region, read, milliseconds: typesMilliseconds }),
      ),
    dryRun: (parts, region) => dryRun(parts, (form, read) => call(form, { region, read })),
  };
}

/** An EC2 that tells of all instance types at once takes its time for some five megabytes. */
const typesMilliseconds = 20_000;
const answerCharactersMax = 16_777_216;

interface Asking<T> {
  readonly region: string;
  readonly read: (answer: XmlElement) => T;
  readonly milliseconds?: number | undefined;
}

interface Answered {
  readonly status: number;
  readonly text: string;
}

async function readAnswer<T>(
  { status, text }: Answered,
  read: (answer: XmlElement) => T,
): Promise<Ec2Answer<T>> {
  if (status >= 500) return { kind: 'failed', reason: `EC2 answered ${status}`, status };
  const answer = await readXml(text);
  if (status < 300) return { kind: 'found', value: read(answer) };
  const [error] = elementsAt(answer, 'Response', 'Errors', 'Error');
  if (error === undefined) return { kind: 'failed', reason: `EC2 answered ${status}` };
  const [code = '', message = ''] = [textAt(error, 'Code'), textAt(error, 'Message')];
  return { kind: 'refused', code, message };
}

function templateForm({
  LaunchTemplateId,
  LaunchTemplateName,
  Version,
}: TemplateName): Readonly<Record<string, string>> {
  return {
    Action: 'DescribeLaunchTemplateVersions',
    ...(LaunchTemplateId !== undefined && { LaunchTemplateId }),
    ...(LaunchTemplateId === undefined && { LaunchTemplateName: LaunchTemplateName ?? '' }),
    'LaunchTemplateVersion.1': Version ?? '$Default',
  };
}

function readTemplateVersion(answer: XmlElement): TemplateVersion {
  const set = ['DescribeLaunchTemplateVersionsResponse', 'launchTemplateVersionSet', 'item'];
  const version = only(elementsAt(answer, ...set));
  const content = only(elementsAt(version, 'launchTemplateData'));
  const specifications = elementsAt(content, 'tagSpecificationSet', 'item');
  const ofInstances = specifications.filter((each) => textAt(each, 'resourceType') === 'instance');
  return {
    LaunchTemplateId: textAt(version, 'launchTemplateId') ?? '',
    LaunchTemplateName: textAt(version, 'launchTemplateName') ?? '',
    VersionNumber: textAt(version, 'versionNumber') ?? '',
    ImageId: textAt(content, 'imageId'),
    InstanceType: textAt(content, 'instanceType'),
    KeyName: textAt(content, 'keyName'),
    ...readSecurityGroups(content),
    UserData: textAt(content, 'userData'),
    isSpot: textAt(content, 'instanceMarketOptions', 'marketType') === 'spot',
    requirements: readRequirements(content),
    Tags: ofInstances
      .flatMap((each) => elementsAt(each, 'tagSet', 'item'))
      .map((tag) => ({ Key: textAt(tag, 'key') ?? '', Value: textAt(tag, 'value') ?? '' })),
  };
}

/** Those of an instance, and of its network interfaces. */
function readSecurityGroups(
  content: XmlElement,
): Pick<TemplateVersion, 'SecurityGroups' | 'hasStrayGroups'> {
  const at = (...path: readonly string[]): readonly string[] =>
    elementsAt(content, ...path).filter((each): each is string => typeof each === 'string');
  const own = [...at('securityGroupIdSet', 'item'), ...at('securityGroupSet', 'item')];
  const interfaces = ['networkInterfaceSet', 'item'];
  const hasStrayGroups = own.length > 0 && elementsAt(content, ...interfaces).length > 0;
  return { SecurityGroups: [...own, ...at(...interfaces, 'groupSet', 'groupId')], hasStrayGroups };
}

function readInstance(answer: XmlElement): LaunchedInstance {
  const set = ['DescribeInstancesResponse', 'reservationSet', 'item', 'instancesSet', 'item'];
  const instance = only(elementsAt(answer, ...set));
  const groups = elementsAt(instance, 'groupSet', 'item');
  return {
    AvailabilityZone: textAt(instance, 'placement', 'availabilityZone'),
    SubnetId: textAt(instance, 'subnetId'),
    ImageId: textAt(instance, 'imageId') ?? '',
    InstanceType: textAt(instance, 'instanceType') ?? '',
    KeyName: textAt(instance, 'keyName'),
    SecurityGroups: groups.flatMap((group) => textAt(group, 'groupId') ?? []),
    KernelId: textAt(instance, 'kernelId'),
    RamdiskId: textAt(instance, 'ramdiskId'),
    IamInstanceProfile: textAt(instance, 'iamInstanceProfile', 'arn'),
    PlacementTenancy: textAt(instance, 'placement', 'tenancy'),
    EbsOptimized: textAt(instance, 'ebsOptimized') === 'true',
    isMonitored: textAt(instance, 'monitoring', 'state') === 'enabled',
  };
}

function readSubnets(answer: XmlElement): FoundSubnets {
  const described = only(elementsAt(answer, 'DescribeSubnetsResponse'));
  const subnets = elementsAt(described, 'subnetSet', 'item');
  return new Map(
    subnets.map((each) => {
      const zone = {
        AvailabilityZone: textAt(each, 'availabilityZone') ?? '',
        AvailabilityZoneId: textAt(each, 'availabilityZoneId'),
      };
      return [textAt(each, 'subnetId') ?? '', { ...zone, VpcId: textAt(each, 'vpcId') }];
    }),
  );
}

function readZones(answer: XmlElement): readonly FoundZone[] {
  const described = only(elementsAt(answer, 'DescribeAvailabilityZonesResponse'));
  return elementsAt(described, 'availabilityZoneInfo', 'item').map((each) => ({
    AvailabilityZone: textAt(each, 'zoneName') ?? '',
    AvailabilityZoneId: textAt(each, 'zoneId'),
  }));
}

function readUserData(answer: XmlElement): string | undefined {
  return textAt(answer, 'DescribeInstanceAttributeResponse', 'userData', 'value');
}

function only(elements: readonly XmlElement[]): XmlElement {
  const [first] = elements;
  if (first === undefined) throw new Error('There is nothing of what was asked for');
  return first;
}
