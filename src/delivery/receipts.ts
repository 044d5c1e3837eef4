import type { ServiceKind } from './endpoints.js';

/**
 * What a service answers that has taken what it was sent. A web server that is no such service
 * answers 200 as well, be it behind a wrong URL or a proxy in between.
 */
export interface Receipt {
  readonly service: string;
  readonly isIn: (answer: SuccessAnswer) => boolean;
}

/** Its status is below 300; of a long text only the beginning was read. */
export interface SuccessAnswer {
  readonly status: number;
  readonly text: string;
}

export const receipts: Readonly<Record<ServiceKind, Receipt>> = {
  sns: { service: 'SNS', isIn: hasMessageId },
  sqs: { service: 'SQS', isIn: hasMessageId },
  lambda: {
    service: 'Lambda',
    // Emulators that know no events answer with what the function has returned.
    isIn: ({ status, text }) => status === 202 || (status === 200 && beginsAsJson(text)),
  },
  ec2: {
    service: 'EC2',
    isIn: ({ text }) =>
      /<(?:\w+:)?(?:Stop|Terminate|Reboot)InstancesResponse[\s>]/.test(text) &&
      !/<(?:\w+:)?return>\s*false\s*</.test(text),
  },
  ssm: {
    service: 'Systems Manager',
    isIn: ({ text }) => /"OpsItemId"\s*:\s*"[^"]/.test(text),
  },
};

/** In XML, or in JSON. */
function hasMessageId({ text }: SuccessAnswer): boolean {
  return /<(?:\w+:)?MessageId>\s*[^<\s]|"MessageId"\s*:\s*"[^"]/.test(text);
}

function beginsAsJson(text: string): boolean {
  return /^\s*(?:[[{"\d-]|(?:true|false|null)\b)/.test(text);
}
