import { expect } from 'chai';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import { parseForm, queryTree } from '../../src/wire/query.js';

describe('the tree of a form', () => {
  const input = readCloudWatchModel().shapes.get('ListMetrics')?.input;

  it('holds what belongs to a member of the operation, and nothing else', () => {
    const form = 'Action=ListMetrics&Namespace=A&Dimensions.member.1.Name=B&Other.member.1=C&x=y';
    const { children = new Map<string, unknown>() } = queryTree(parseForm(form), input);
    expect([...children.keys()]).to.deep.equal(['Namespace', 'Dimensions']);
  });

  it('makes no node for a hundred thousand parameters of no member', () => {
    const pairs = Array.from({ length: 100_000 }, (_, index) => `p${index}.a.b=1`);
    const parameters = parseForm(pairs.join('&'));
    expect(parameters.size).to.equal(100_000);
    expect(queryTree(parameters, input)).to.deep.equal({ text: undefined, children: undefined });
  });
});
