import { validationError } from './errors.js';

/** What a spot instance may cost at most in an hour: from a thousandth of a dollar. */
export function checkSpotPrice(price: string): void {
  if (/^\d*\.?\d+$/.test(price) && Number(price) >= priceMin) return;
  throw validationError(
    `Value (${price}) for parameter price is invalid. "${price}" is an invalid spot instance ` +
      'price',
  );
}

const priceMin = 0.001;
