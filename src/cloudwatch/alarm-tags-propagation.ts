import type { ActionConfiguration, Tag } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import { validationError } from './errors.js';
import type { JavaValue } from './java-json.js';

/**
 * Which of its tags an alarm tells topics and functions: all of them, those tagged later too, or
 * those whose keys its settings include, or do not exclude ("Alarm tags in action payloads"). By
 * themselves alarms tell none, and targets of other kinds are never told any.
 */
export interface Propagating {
  readonly ActionConfiguration?: ActionConfiguration | undefined;
}

export function readActionConfiguration({
  ActionConfiguration,
}: Validated<Propagating>): Propagating {
  const { IncludedTagKeys, ExcludedTagKeys } = ActionConfiguration?.AlarmTagsPropagation ?? {};
  if (IncludedTagKeys !== undefined && ExcludedTagKeys !== undefined) {
    throw validationError('IncludedTagKeys and ExcludedTagKeys cannot both be set');
  }
  return { ActionConfiguration };
}

/** Undefined of an alarm whose messages do not speak of tags. */
export function propagatedTags(
  { ActionConfiguration }: Propagating,
  tags: readonly Tag[],
): readonly Tag[] | undefined {
  const { Enabled, IncludedTagKeys, ExcludedTagKeys } =
    ActionConfiguration?.AlarmTagsPropagation ?? {};
  if (Enabled !== true) return undefined;
  const [included, excluded] = [IncludedTagKeys, ExcludedTagKeys].map(
    (keys) => keys && new Set(keys),
  );
  return tags.filter(({ Key = '' }) => included?.has(Key) !== false && excluded?.has(Key) !== true);
}

/** The tags are at hand here, so that getting them never fails. */
const status = 'SUCCESS';

/** The members of a message to a topic. AWS shows the name of the first; the others follow it. */
export function tagMembers(tags: readonly Tag[] | undefined): Readonly<Record<string, JavaValue>> {
  if (tags === undefined) return {};
  return {
    AlarmTagsStatus: status,
    AlarmTags: tags.map(({ Key, Value }) => ({ Key, Value })),
  };
}

/** The same in the event for a function. */
export function tagObjects(tags: readonly Tag[] | undefined): Readonly<Record<string, JavaValue>> {
  if (tags === undefined) return {};
  return {
    alarmTagsStatus: status,
    alarmTags: tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
  };
}

/** As the history of an alarm shows it. */
export function actionConfigurationObject({ ActionConfiguration }: Propagating): JavaValue {
  const propagation = ActionConfiguration?.AlarmTagsPropagation;
  return (
    ActionConfiguration && {
      alarmTagsPropagation: propagation && {
        enabled: propagation.Enabled,
        includedTagKeys: propagation.IncludedTagKeys,
        excludedTagKeys: propagation.ExcludedTagKeys,
      },
    }
  );
}
