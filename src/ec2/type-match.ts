import type { Requirements } from './requirements.js';
import { elementsAt, textAt, type XmlElement } from './xml.js';

/** What DescribeInstanceTypes tells of an instance type, as far as requirements ask. */
export interface TypeFacts {
  readonly InstanceType: string;
  readonly vCpus: number;
  readonly memoryMiB: number;
  readonly architectures: readonly string[];
  readonly manufacturer: string;
  readonly isCurrent: boolean;
  readonly isBareMetal: boolean;
  readonly isBurstable: boolean;
  readonly canHibernate: boolean;
  readonly networkInterfaces: number;
  readonly ebsBandwidthMbps: number;
  readonly storageGB: number;
  readonly storageTypes: readonly string[];
  readonly accelerators: number;
}

export function readTypeFacts(item: XmlElement): TypeFacts {
  const text = (...path: readonly string[]): string => textAt(item, ...path) ?? '';
  const number = (...path: readonly string[]): number => Number(textAt(item, ...path) ?? 0);
  const gpus = elementsAt(item, 'gpuInfo', 'gpus', 'item');
  return {
    InstanceType: text('instanceType'),
    vCpus: number('vCpuInfo', 'defaultVCpus'),
    memoryMiB: number('memoryInfo', 'sizeInMiB'),
    architectures: elementsAt(item, 'processorInfo', 'supportedArchitectures', 'item').map(String),
    manufacturer: text('processorInfo', 'manufacturer').toLowerCase(),
    isCurrent: text('currentGeneration') === 'true',
    isBareMetal: text('bareMetal') === 'true',
    isBurstable: text('burstablePerformanceSupported') === 'true',
    canHibernate: text('hibernationSupported') === 'true',
    networkInterfaces: number('networkInfo', 'maximumNetworkInterfaces'),
    ebsBandwidthMbps: number('ebsInfo', 'ebsOptimizedInfo', 'baselineBandwidthInMbps'),
    storageGB: number('instanceStorageInfo', 'totalSizeInGB'),
    storageTypes: elementsAt(item, 'instanceStorageInfo', 'disks', 'item').map(
      (disk) => textAt(disk, 'type') ?? '',
    ),
    accelerators: gpus.reduce((sum, gpu) => sum + Number(textAt(gpu, 'count') ?? 0), 0),
  };
}

/** The requirements that the facts do not tell: an EC2 must judge these itself. */
export function unjudged(requirements: Requirements): string | undefined {
  return Object.entries(requirements).find(
    ([name, value]) => value !== undefined && !judged.has(name),
  )?.[0];
}

const judged: ReadonlySet<string> = new Set([
  ...['VCpuCount', 'MemoryMiB', 'MemoryGiBPerVCpu', 'CpuManufacturers', 'InstanceGenerations'],
  ...['AllowedInstanceTypes', 'ExcludedInstanceTypes', 'BareMetal', 'BurstablePerformance'],
  ...['RequireHibernateSupport', 'NetworkInterfaceCount', 'BaselineEbsBandwidthMbps'],
  ...['LocalStorage', 'LocalStorageTypes', 'TotalLocalStorageGB', 'AcceleratorCount'],
]);

/** By the page of InstanceRequirements, with its defaults. */
export function meets(facts: TypeFacts, architecture: string, wanted: Requirements): boolean {
  const { AllowedInstanceTypes: allowed = [], ExcludedInstanceTypes: excluded = [] } = wanted;
  const { CpuManufacturers = [], InstanceGenerations = [], LocalStorageTypes = [] } = wanted;
  const { BareMetal = 'excluded', BurstablePerformance = 'excluded' } = wanted;
  const { LocalStorage = 'included', RequireHibernateSupport = false } = wanted;
  const maker = facts.manufacturer === 'aws' ? 'amazon-web-services' : facts.manufacturer;
  const gibPerVCpu = facts.memoryMiB / 1024 / Math.max(facts.vCpus, 1);
  return (
    facts.architectures.includes(architecture) &&
    isWithin(facts.vCpus, wanted.VCpuCount) &&
    isWithin(facts.memoryMiB, wanted.MemoryMiB) &&
    isWithin(gibPerVCpu, wanted.MemoryGiBPerVCpu) &&
    isWithin(facts.networkInterfaces, wanted.NetworkInterfaceCount) &&
    isWithin(facts.ebsBandwidthMbps, wanted.BaselineEbsBandwidthMbps) &&
    isWithin(facts.storageGB, wanted.TotalLocalStorageGB) &&
    isWithin(facts.accelerators, wanted.AcceleratorCount) &&
    isOneOf(maker, CpuManufacturers) &&
    isOneOf(facts.isCurrent ? 'current' : 'previous', InstanceGenerations) &&
    (allowed.length === 0 || fits(facts.InstanceType, allowed)) &&
    !fits(facts.InstanceType, excluded) &&
    isAs(facts.isBareMetal, BareMetal) &&
    isAs(facts.isBurstable, BurstablePerformance) &&
    isAs(facts.storageGB > 0, LocalStorage) &&
    (LocalStorageTypes.length === 0 ||
      facts.storageTypes.some((type) => isOneOf(type, LocalStorageTypes))) &&
    (!RequireHibernateSupport || facts.canHibernate)
  );
}

interface Range {
  readonly Min?: number | undefined;
  readonly Max?: number | undefined;
}

function isWithin(value: number, { Min = 0, Max = Infinity }: Range = {}): boolean {
  return value >= Min && value <= Max;
}

function isOneOf(value: string, values: readonly string[]): boolean {
  return values.length === 0 || values.includes(value);
}

function isAs(isSo: boolean, wish: string): boolean {
  return wish === 'included' || isSo === (wish === 'required');
}

/** Patterns have asterisks: `m5*`, `*3*`. */
function fits(InstanceType: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[^\w-]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(InstanceType);
  });
}
