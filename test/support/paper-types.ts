import { type PaperAnswer, refused } from './paper-ec2.js';
import { answered, listed } from './paper-parts.js';

/** By vCPUs and GiB: `t3` is burstable, `m6g` has another processor, and `g4dn` a GPU. */
const types: Readonly<Record<string, readonly [vCpus: number, gib: number]>> = {
  'm5.2xlarge': [8, 32],
  'g4dn.large': [1, 4],
  'c5.large': [2, 4],
  'm5.large': [2, 8],
  't3.large': [2, 8],
  'm6g.large': [2, 8],
  'm5.xlarge': [4, 16],
};

/** Told of only when they are asked for by name. */
const others = ['c6i.large', 'm6i.large'];

/** A judging EC2 finds the types of two vCPUs and up; undefined of a call that asks for others. */
export function typesAnswer(form: URLSearchParams, isJudging: boolean): PaperAnswer | undefined {
  switch (form.get('Action')) {
    case 'DescribeInstanceTypes': {
      const named = listed(form, 'InstanceType');
      const odd = named.filter((type) => types[type] === undefined && !others.includes(type));
      if (odd.length > 0) {
        const message = 'The following supplied instance types do not exist';
        return refused('InvalidInstanceType', `${message}: [${odd.join(', ')}]`);
      }
      const shown = named.length === 0 ? Object.keys(types) : named;
      return answered(form, `<instanceTypeSet>${shown.map(described).join('')}</instanceTypeSet>`);
    }
    case 'GetInstanceTypesFromInstanceRequirements': {
      if (!isJudging) return { status: 500, text: '<!doctype html><h1>Error</h1>' };
      // Two pages.
      const isFirst = form.get('NextToken') === null;
      const found = isFirst ? ['m5.xlarge', 'm5.large'] : ['c5.large'];
      const items = found.map((type) => `<item><instanceType>${type}</instanceType></item>`);
      const next = isFirst ? '<nextToken>more</nextToken>' : '';
      return answered(form, `<instanceTypeSet>${items.join('')}</instanceTypeSet>${next}`);
    }
    default:
      return undefined;
  }
}

function described(type: string): string {
  const [vCpus = 0, gib = 0] = types[type] ?? [];
  const architecture = type.includes('g.') ? 'arm64' : 'x86_64';
  const gpu = type.startsWith('g') ? '<item><count>1</count></item>' : '';
  return `<item><instanceType>${type}</instanceType>
    <currentGeneration>true</currentGeneration><bareMetal>false</bareMetal>
    <burstablePerformanceSupported>${type.startsWith('t')}</burstablePerformanceSupported>
    <processorInfo><manufacturer>Intel</manufacturer>
    <supportedArchitectures><item>${architecture}</item></supportedArchitectures></processorInfo>
    <vCpuInfo><defaultVCpus>${vCpus}</defaultVCpus></vCpuInfo>
    <memoryInfo><sizeInMiB>${gib * 1024}</sizeInMiB></memoryInfo>
    <gpuInfo><gpus>${gpu}</gpus></gpuInfo></item>`;
}
