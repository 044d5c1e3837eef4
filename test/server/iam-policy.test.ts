import { expect } from 'chai';
import { judge, parsePolicy, type Verdict } from '../../src/server/iam-policy.js';
import { callOf } from '../support/calls.js';

describe('a policy', () => {
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  const alarm = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:CpuHigh';

  describe('judges SetAlarmState on the alarm CpuHigh', () => {
    const cases: readonly [name: string, statements: object | readonly object[], Verdict][] = [
      ['without an own statement', { ...everything, Action: 'autoscaling:*' }, 'implicitDeny'],
      ['by a star', everything, 'allowed'],
      ['by its name', { ...everything, Action: 'cloudwatch:SetAlarmState' }, 'allowed'],
      [
        'by its name in another case',
        { ...everything, Action: 'CloudWatch:setalarmstate' },
        'allowed',
      ],
      ['by a part of its name', { ...everything, Action: 'cloudwatch:Set*' }, 'allowed'],
      [
        'by one of a list',
        { ...everything, Action: ['s3:*', 'cloudwatch:?etAlarmState'] },
        'allowed',
      ],
      ['by another name', { ...everything, Action: 'cloudwatch:Set' }, 'implicitDeny'],
      ['by all but others', { Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, 'allowed'],
      [
        'by all but it',
        { Effect: 'Allow', NotAction: 'cloudwatch:S*', Resource: '*' },
        'implicitDeny',
      ],
      ['by its ARN', { ...everything, Resource: alarm }, 'allowed'],
      [
        'by a part of its ARN',
        { ...everything, Resource: 'arn:aws:cloudwatch:*:*:alarm:Cpu*' },
        'allowed',
      ],
      ['by another ARN', { ...everything, Resource: `${alarm}2` }, 'implicitDeny'],
      ['by all but other ARNs', { Effect: 'Allow', Action: '*', NotResource: 'arn:x' }, 'allowed'],
      ['by all but its ARN', { Effect: 'Allow', Action: '*', NotResource: alarm }, 'implicitDeny'],
      [
        'by an ARN of the caller',
        { ...everything, Resource: `${alarm.slice(0, -7)}\${aws:username}*` },
        'implicitDeny',
      ],
      ['with a denial', [everything, { ...everything, Effect: 'Deny' }], 'explicitDeny'],
      [
        'with a denial of others',
        [everything, { ...everything, Effect: 'Deny', Action: 's3:*' }],
        'allowed',
      ],
      ['with a condition that holds', { ...everything, Condition: userIs('alice') }, 'allowed'],
      ['with one that does not', { ...everything, Condition: userIs('bob') }, 'implicitDeny'],
      [
        'with two of which one does not',
        {
          ...everything,
          Condition: { ...userIs('alice'), Bool: { 'autoscaling:ForceDelete': true } },
        },
        'implicitDeny',
      ],
    ];
    for (const [name, statements, verdict] of cases) {
      it(`${name}: ${verdict}`, () => {
        expect(verdictOf({ Version: '2012-10-17', Statement: statements })).to.equal(verdict);
      });
    }

    it('by several policies: one that denies is enough', () => {
      const documents = [
        { Statement: everything },
        { Statement: { ...everything, Effect: 'Deny' } },
      ];
      expect(verdictOf(...documents)).to.equal('explicitDeny');
    });

    it('by none: implicitDeny', () => {
      expect(verdictOf()).to.equal('implicitDeny');
    });
  });

  it('of version 2008-10-17 has no variables', () => {
    const Resource = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:${aws:username}';
    const resource = Resource.replace('${aws:username}', 'alice');
    const verdicts = ['2008-10-17', '2012-10-17'].map((Version) =>
      verdictOn(resource, [{ Version, Statement: { ...everything, Resource } }]),
    );
    expect(verdicts).to.deep.equal(['implicitDeny', 'allowed']);
  });

  describe('is refused when it is read', () => {
    const statement = (parts: object): object => ({ Statement: { ...everything, ...parts } });
    const cases: readonly [name: string, document: unknown, faults: readonly string[]][] = [
      ['a text', '{}', ['policy must be a policy document']],
      ['no statement', {}, ['policy.Statement must hold a statement']],
      ['a statement of text', { Statement: ['a'] }, ['policy.Statement[0] must be a statement']],
      [
        'another version',
        { ...statement({}), Version: '2025-01-01' },
        ['policy.Version must be 2012-10-17 or 2008-10-17'],
      ],
      ['another element', { ...statement({}), Rules: [] }, ['policy.Rules is not known']],
      [
        'a principal, which only policies of resources have',
        statement({ Principal: '*' }),
        ['policy.Statement[0].Principal is not known'],
      ],
      [
        'no effect',
        statement({ Effect: undefined }),
        ['policy.Statement[0].Effect must be Allow or Deny'],
      ],
      [
        'an effect in small letters',
        statement({ Effect: 'allow' }),
        ['policy.Statement[0].Effect must be Allow or Deny'],
      ],
      [
        'no action',
        statement({ Action: undefined }),
        ['policy.Statement[0] must have one of Action and NotAction'],
      ],
      [
        'two kinds of action',
        statement({ NotAction: '*' }),
        ['policy.Statement[0] must have one of Action and NotAction'],
      ],
      [
        'an empty list of actions',
        statement({ Action: [] }),
        ['policy.Statement[0].Action must be a text or a list of texts'],
      ],
      [
        'an action of numbers',
        statement({ Action: [1] }),
        ['policy.Statement[0].Action must be a text or a list of texts'],
      ],
      [
        'an action of no service',
        statement({ Action: 'PutMetricData' }),
        ["policy.Statement[0].Action must be like cloudwatch:Put*, not 'PutMetricData'"],
      ],
      [
        'no resource',
        statement({ Resource: undefined }),
        ['policy.Statement[0] must have one of Resource and NotResource'],
      ],
      [
        'a resource that is no ARN',
        statement({ Resource: 'CpuHigh' }),
        ["policy.Statement[0].Resource must be * or an ARN, not 'CpuHigh'"],
      ],
      [
        'a condition of text',
        statement({ Condition: 'a' }),
        ['policy.Statement[0].Condition must be an object of operators'],
      ],
      [
        'an operator of text',
        statement({ Condition: { Bool: 'a' } }),
        ['policy.Statement[0].Condition.Bool must be an object of condition keys'],
      ],
      [
        'several things at once',
        {
          Statement: [
            { Effect: 'Allow', Action: 'a', Resource: '*', Condition: { Bool: { 'aws:x': [] } } },
          ],
        },
        [
          "policy.Statement[0].Action must be like cloudwatch:Put*, not 'a'",
          'policy.Statement[0].Condition Bool on aws:x needs a value or a list of values',
        ],
      ],
    ];
    for (const [name, document, faults] of cases) {
      it(name, () => {
        const found: string[] = [];
        parsePolicy(document, (path, reason) => found.push(`policy${path} ${reason}`));
        expect(found).to.deep.equal(faults);
      });
    }

    it('a variable that is not known', () => {
      const Resource = 'arn:aws:cloudwatch:*:*:alarm:${saml:sub}';
      const found: string[] = [];
      parsePolicy({ ...statement({ Resource }), Version: '2012-10-17' }, (_path, reason) =>
        found.push(reason),
      );
      expect(found).to.deep.equal(['uses the variable saml:sub, which is not known here']);
    });
  });

  function verdictOf(...documents: readonly object[]): Verdict {
    return verdictOn(alarm, documents);
  }
});

function userIs(name: string): object {
  return { StringEquals: { 'aws:username': name } };
}

function verdictOn(arn: string, documents: readonly object[]): Verdict {
  const faults: string[] = [];
  const policies = documents.map((document) =>
    parsePolicy(document, (path, reason) => faults.push(`${path} ${reason}`)),
  );
  expect(faults).to.deep.equal([]);
  return judge(policies, {
    call: callOf('SetAlarmState'),
    action: 'cloudwatch:SetAlarmState',
    resource: { arn, isIdOpen: false },
  });
}
