import type { GroupDocument, ManagedInstance } from '../autoscaling/group-document.js';
import { launchConfigurationKey } from '../autoscaling/keys.js';
import { untold } from '../autoscaling/launch-outcome.js';
import { aliasesOf, type ResolvedTemplate } from '../autoscaling/launch-template.js';
import { reconcile } from '../autoscaling/reconciliation.js';
import { launchTags } from '../autoscaling/tags.js';
import type { Turn } from '../autoscaling/turn.js';
import { type LaunchParts, partsOfLaunch, type TemplateVersion } from '../ec2/ec2.js';
import type { InstanceReference, LaunchCommand } from '../launchers/launcher.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { Asking, Ec2Asks, LateAnswer } from './ec2-asks.js';

/** What a launch is made of, beside the group: its configuration, or its template as EC2 has it. */
export interface Sources {
  readonly store: Store;
  readonly ec2Asks?: Ec2Asks | undefined;
}

/** A launch that cannot be told of: its template cannot be read, or EC2 lacks what it names. */
export interface Unlaunchable {
  readonly InstanceId: string;
  readonly code: string;
  readonly message: string;
}

/** Those of which EC2 has not told yet are in neither, and stay untold. */
export interface Launches {
  readonly commands: readonly LaunchCommand[];
  readonly unlaunchable: readonly Unlaunchable[];
}

/**
 * An EC2 that is configured is asked before launches whether it has what they name: a key pair or a
 * security group may have been lost since the group was put. Launches that name the same are asked
 * about once.
 */
export async function launchCommands(
  document: GroupDocument,
  asking: Scope & Asking,
  sources: Sources,
): Promise<Launches> {
  const commands: LaunchCommand[] = [];
  const unlaunchable: Unlaunchable[] = [];
  const contents = new Map<string, LateAnswer<Content>>();
  const obstacles = new Map<string, LateAnswer<LaunchParts>>();
  const judged = untold(document).map(async (managed) => {
    const { LaunchTemplate, LaunchConfigurationName } = managed.instance;
    const source = JSON.stringify([LaunchTemplate, LaunchConfigurationName]);
    const content = await once(contents, source, () => readContent(managed, asking, sources));
    if (content?.kind !== 'found' || sources.ec2Asks === undefined) return { managed, content };
    const parts = partsOfManaged(document, managed, content.value);
    const { ec2Asks } = sources;
    const ran = await once(obstacles, JSON.stringify(parts), () => ec2Asks.dryRun(parts, asking));
    // An EC2 that cannot tell has nothing against them.
    return { managed, content: ran?.kind === 'found' || ran?.kind === 'failed' ? content : ran };
  });
  for (const { managed, content } of await Promise.all(judged)) {
    if (content === undefined) continue;
    const reference = referenceOf(document, managed, asking);
    if (content.kind === 'found') {
      commands.push(commandOf(document, managed, { ...reference, content: content.value }));
    } else {
      const { code, message } =
        content.kind === 'refused' ? content : { code: 'Unavailable', message: content.reason };
      unlaunchable.push({ InstanceId: reference.InstanceId, code, message });
    }
  }
  return { commands, unlaunchable };
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const asked = known.get(key) ?? ask();
  known.set(key, asked);
  return asked;
}

interface Content {
  readonly ImageId?: string | undefined;
  readonly KeyName?: string | undefined;
  readonly SecurityGroups?: readonly string[] | undefined;
  readonly UserData?: string | undefined;
  readonly isSpot?: boolean;
  readonly Tags: LaunchCommand['Tags'];
}

function partsOfManaged(
  { subnets }: GroupDocument,
  { instance, SubnetId }: ManagedInstance,
  content: Content,
): LaunchParts {
  const { ImageId = content.ImageId, InstanceType } = instance;
  const { KeyName, SecurityGroups = [] } = content;
  const VpcId = subnets.find((subnet) => subnet.SubnetId === SubnetId)?.VpcId;
  return partsOfLaunch({ ImageId, InstanceType, KeyName, SecurityGroups, VpcId });
}

async function readContent(
  { instance: { LaunchTemplate, LaunchConfigurationName } }: ManagedInstance,
  asking: Scope & Asking,
  { store, ec2Asks }: Sources,
): LateAnswer<Content> {
  if (LaunchTemplate !== undefined) {
    if (ec2Asks === undefined) return { kind: 'found', value: { Tags: [] } };
    const answer = await ec2Asks.templateVersion(LaunchTemplate, asking);
    return answer?.kind === 'found' ? { kind: 'found', value: contentOf(answer.value) } : answer;
  }
  const name = LaunchConfigurationName;
  const found =
    name === undefined ? undefined : await store.get(launchConfigurationKey(asking, name));
  const { ImageId, KeyName, SecurityGroups, UserData, SpotPrice } =
    found?.launchConfiguration ?? {};
  const named = { ImageId, KeyName, SecurityGroups, UserData };
  return { kind: 'found', value: { ...named, isSpot: SpotPrice !== undefined, Tags: [] } };
}

function contentOf({ ImageId, KeyName, SecurityGroups, ...version }: TemplateVersion): Content {
  const { UserData } = version;
  const { LaunchTemplateId, VersionNumber, Tags } = version;
  const ofTemplate = [
    { Key: 'aws:ec2launchtemplate:id', Value: LaunchTemplateId },
    { Key: 'aws:ec2launchtemplate:version', Value: VersionNumber },
  ];
  const named = { ImageId, KeyName, SecurityGroups, UserData };
  return { ...named, Tags: [...Tags, ...ofTemplate] };
}

function commandOf(
  { group }: GroupDocument,
  { instance, SubnetId, market }: ManagedInstance,
  { content, ...reference }: InstanceReference & { readonly content: Content },
): LaunchCommand {
  const { AvailabilityZone, InstanceType, ImageId = content.ImageId } = instance;
  const { UserData } = content;
  const isSpot = market === 'spot' || content.isSpot === true;
  // A tag of the group wins over one of the template.
  const tags = new Map([...content.Tags, ...launchTags(group)].map((tag) => [tag.Key, tag]));
  const Tags = [...tags.values()];
  const place = { ...reference, AvailabilityZone, SubnetId };
  return { ...place, ImageId, InstanceType, isSpot, UserData, Tags };
}

export function referenceOf(
  { group }: GroupDocument,
  { instance }: ManagedInstance,
  { account, region }: Scope,
): InstanceReference {
  const { AutoScalingGroupName } = group;
  return { account, region, AutoScalingGroupName, InstanceId: instance.InstanceId };
}

export interface Aliases {
  readonly templates?: readonly ResolvedTemplate[] | undefined;
  /** EC2 has not told yet. */
  readonly areAwaited: boolean;
}

/** What aliases stand for now, if the turn would launch; where EC2 does not tell, what they did. */
export async function readAliases(
  document: GroupDocument,
  turn: Turn,
  { ec2Asks, ...asking }: Omit<Asking, 'now'> & Pick<Sources, 'ec2Asks'>,
): Promise<Aliases> {
  const aliases = ec2Asks === undefined ? [] : aliasesOf(document);
  if (ec2Asks === undefined || aliases.length === 0) return { areAwaited: false };
  if (untold(reconcile(document, turn)).length <= untold(document).length) {
    return { areAwaited: false };
  }
  const answer = await ec2Asks.resolvedTemplates(aliases, { ...asking, now: turn.now });
  const templates = answer?.kind === 'found' ? answer.value : [];
  return { templates, areAwaited: answer === undefined };
}
