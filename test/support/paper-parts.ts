import { type PaperAnswer, refused } from './paper-ec2.js';

/**
 * What launches name besides types: there is all of it, in the default VPC `vpc-x`, but the image
 * `ami-0`, the key pair `lost key`, and the security groups `sg-0` and `lost`; `sg-y` is of another
 * VPC, `vpc-y`. Undefined of a call that asks for something else.
 */
export function partsAnswer(form: URLSearchParams): PaperAnswer | undefined {
  switch (form.get('Action')) {
    case 'DescribeImages':
      return describedImages(form);
    case 'DescribeKeyPairs': {
      const items = filtered(form, 'key-name').map((name) => `<keyName>${name}</keyName>`);
      return answered(form, set('keySet', items));
    }
    case 'DescribeSecurityGroups': {
      const asked = form.get('Filter.2.Name') === 'vpc-id' ? form.get('Filter.2.Value.1') : null;
      const isThere = (id: string): boolean =>
        asked === null || asked === (id === 'sg-y' ? 'vpc-y' : vpc);
      const ids = filtered(form, 'group-id').filter(isThere);
      const found = asked === vpc ? filtered(form, 'group-name') : [];
      const names = found.map((name) => `<groupName>${name}</groupName>`);
      const items = [...ids.map((id) => `<groupId>${id}</groupId>`), ...names];
      return answered(form, set('securityGroupInfo', items));
    }
    case 'DescribeVpcs':
      return answered(form, set('vpcSet', [`<vpcId>${vpc}</vpcId>`]));
    default:
      return undefined;
  }
}

const vpc = 'vpc-x';

/** As of moto, those that there are are told of. */
function describedImages(form: URLSearchParams): PaperAnswer {
  const ids = listed(form, 'ImageId').filter((id) => id !== 'ami-0');
  const items = ids.map((id) => `<imageId>${id}</imageId><architecture>x86_64</architecture>`);
  if (ids.length > 0) return answered(form, set('imagesSet', items));
  return refused('InvalidAMIID.NotFound', "The image id '[ami-0]' does not exist");
}

/** What there is of what the first filter asks for. */
function filtered(form: URLSearchParams, filter: string): string[] {
  if (form.get('Filter.1.Name') !== filter) return [];
  return listed(form, 'Filter.1.Value').filter((each) => !lost.includes(each));
}

const lost = ['lost key', 'sg-0', 'lost'];

function set(name: string, items: readonly string[]): string {
  return `<${name}>${items.map((each) => `<item>${each}</item>`).join('')}</${name}>`;
}

/** The members of a list of a Query request. */
export function listed(form: URLSearchParams, list: string): string[] {
  return [...form].flatMap(([name, value]) => (name.startsWith(`${list}.`) ? value : []));
}

export function answered(form: URLSearchParams, content: string): PaperAnswer {
  const name = `${form.get('Action') ?? ''}Response`;
  return { status: 200, text: `<${name}>${content}</${name}>` };
}
