/**
 * How an adjustment changes a capacity. Percentages round away from doing nothing: a fraction below
 * one becomes one, and anything beyond is cut off ("Scaling adjustment types").
 */
export interface Adjustment {
  readonly AdjustmentType: string | undefined;
  readonly ScalingAdjustment: number;
  readonly MinAdjustmentMagnitude?: number | undefined;
}

export function adjusted(
  capacity: number,
  { AdjustmentType, ScalingAdjustment, MinAdjustmentMagnitude = 0 }: Adjustment,
): number {
  switch (AdjustmentType) {
    case 'ExactCapacity':
      return ScalingAdjustment;
    case 'PercentChangeInCapacity': {
      const change = rounded((capacity * ScalingAdjustment) / 100);
      const size = Math.max(Math.abs(change), MinAdjustmentMagnitude);
      return capacity + Math.sign(ScalingAdjustment) * size;
    }
    default:
      return capacity + ScalingAdjustment;
  }
}

function rounded(change: number): number {
  if (change > 0 && change < 1) return 1;
  if (change < 0 && change > -1) return -1;
  return Math.trunc(change);
}
