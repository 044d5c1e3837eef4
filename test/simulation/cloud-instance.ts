/** What the simulated launcher keeps of an instance. */
export interface CloudInstance {
  readonly AutoScalingGroupName: string;
  readonly refusal?: object;
  readonly AvailabilityZone: string;
  readonly stopsAt?: Date;
  readonly interruptedAt?: Date;
}

/** It was refused, or terminated before it was launched, and is nowhere. */
export function isNone({ refusal, AvailabilityZone }: CloudInstance): boolean {
  return refusal !== undefined || AvailabilityZone === '';
}

/** Also when it was taken back, two minutes after notice of that. */
export function hasStopped({ stopsAt, interruptedAt }: CloudInstance, now: Date): boolean {
  const takenBackAt = (interruptedAt?.getTime() ?? Infinity) + 120_000;
  return Math.min(takenBackAt, stopsAt?.getTime() ?? Infinity) <= now.getTime();
}
