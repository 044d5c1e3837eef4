import type { GroupDocument, ManagedInstance } from '../autoscaling/group-document.js';
import { launchConfigurationKey } from '../autoscaling/keys.js';
import { untold } from '../autoscaling/launch-outcome.js';
import {
  aliasesOf,
  type ResolvedTemplate,
  resolveTemplate,
} from '../autoscaling/launch-template.js';
import { reconcile } from '../autoscaling/reconciliation.js';
import { launchTags } from '../autoscaling/tags.js';
import type { Turn } from '../autoscaling/turn.js';
import type { Ec2, Ec2Answer, TemplateVersion } from '../ec2/ec2.js';
import type { InstanceReference, LaunchCommand } from '../launchers/launcher.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { checkLaunches, type LaunchNames } from './check-launches.js';

/** What a launch is made of, beside the group: its configuration, or its template as EC2 has it. */
export interface Sources {
  readonly store: Store;
  readonly ec2?: Ec2 | undefined;
}

/** A launch that cannot be told of: its template cannot be read, or EC2 lacks what it names. */
export interface Unlaunchable {
  readonly InstanceId: string;
  readonly code: string;
  readonly message: string;
}

export interface Launches {
  readonly commands: readonly LaunchCommand[];
  readonly unlaunchable: readonly Unlaunchable[];
}

export async function launchCommands(
  document: GroupDocument,
  scope: Scope,
  sources: Sources,
): Promise<Launches> {
  const commands: LaunchCommand[] = [];
  const unlaunchable: Unlaunchable[] = [];
  const contents = new Map<string, Promise<Ec2Answer<Content>>>();
  const check = checkLaunches({ ec2: sources.ec2, region: scope.region });
  for (const managed of untold(document)) {
    const { LaunchTemplate, LaunchConfigurationName } = managed.instance;
    const source = JSON.stringify([LaunchTemplate, LaunchConfigurationName]);
    const reading = contents.get(source) ?? readContent(managed, scope, sources);
    contents.set(source, reading);
    const content = await reading;
    const reference = referenceOf(document, managed, scope);
    const named = content.kind === 'found' ? namesOf(managed, content.value) : undefined;
    const obstacle = (named && (await check(named))) ?? content;
    if (obstacle.kind === 'found') {
      commands.push(commandOf(document, managed, { ...reference, content: obstacle.value }));
    } else {
      const { code, message } =
        obstacle.kind === 'refused' ? obstacle : { code: 'Unavailable', message: obstacle.reason };
      unlaunchable.push({ InstanceId: reference.InstanceId, code, message });
    }
  }
  return { commands, unlaunchable };
}

interface Content {
  readonly ImageId?: string | undefined;
  readonly KeyName?: string | undefined;
  readonly SecurityGroups?: readonly string[] | undefined;
  readonly UserData?: string | undefined;
  readonly isSpot?: boolean;
  readonly Tags: LaunchCommand['Tags'];
}

function namesOf({ instance, SubnetId }: ManagedInstance, content: Content): LaunchNames {
  const { ImageId = content.ImageId, InstanceType } = instance;
  const { KeyName, SecurityGroups = [] } = content;
  return { ImageId, InstanceType, KeyName, SecurityGroups, SubnetId };
}

async function readContent(
  { instance: { LaunchTemplate, LaunchConfigurationName } }: ManagedInstance,
  scope: Scope,
  { store, ec2 }: Sources,
): Promise<Ec2Answer<Content>> {
  if (LaunchTemplate !== undefined) {
    if (ec2 === undefined) return { kind: 'found', value: { Tags: [] } };
    const answer = await ec2.launchTemplate(LaunchTemplate, scope.region);
    return answer.kind === 'found' ? { kind: 'found', value: contentOf(answer.value) } : answer;
  }
  const name = LaunchConfigurationName;
  const found =
    name === undefined ? undefined : await store.get(launchConfigurationKey(scope, name));
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

/** What aliases stand for now, if the turn would launch; where EC2 does not tell, what they did. */
export async function readAliases(
  document: GroupDocument,
  turn: Turn,
  { ec2, region }: { readonly ec2: Ec2 | undefined; readonly region: string },
): Promise<readonly ResolvedTemplate[] | undefined> {
  const aliases = ec2 === undefined ? [] : aliasesOf(document);
  if (ec2 === undefined || aliases.length === 0) return undefined;
  if (untold(reconcile(document, turn)).length <= untold(document).length) return undefined;
  const answers = await Promise.all(aliases.map((alias) => resolveTemplate(alias, ec2, region)));
  return answers.flatMap((answer) => (answer.kind === 'found' ? [answer.value] : []));
}
