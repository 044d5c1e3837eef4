import type { FunctionAnswer } from './custom-termination.js';
import type { GroupDocument } from './group-document.js';
import type { ResolvedTemplate } from './launch-template.js';

/** What a launcher tells of an instance; EC2's states, and `absent` for one it does not know. */
export interface ObservedInstance {
  readonly state: 'pending' | 'running' | 'shutting-down' | 'stopped' | 'terminated' | 'absent';
  readonly status: 'initializing' | 'ok' | 'impaired';
  /** EC2 has given notice that it takes the instance back. */
  readonly isInterrupted?: boolean | undefined;
  /** When the launcher expects the next change, if it knows. */
  readonly changesAt?: Date | undefined;
}

/** One look at a group: when it was, and what its instances were seen to be. */
export interface Turn {
  readonly now: Date;
  /** By instance id. One that is missing was not looked at, and nothing follows from that. */
  readonly observed: ReadonlyMap<string, ObservedInstance>;
  /** What aliases of launch templates stand for now, if something is to be launched from them. */
  readonly templates?: readonly ResolvedTemplate[] | undefined;
  /** What the function of the termination policy says, if it was to be asked. */
  readonly answer?: FunctionAnswer | undefined;
}

/** A part of the reconciliation; it gives back the very document when it changes nothing. */
export type Step = (document: GroupDocument, turn: Turn) => GroupDocument;
