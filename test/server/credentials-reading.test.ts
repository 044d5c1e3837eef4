import { expect } from 'chai';
import type { Key } from '../../src/server/credentials.js';
import { parseKeys } from '../../src/server/credentials-reading.js';

describe('a credentials file', () => {
  const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey, account: '123456789012' };

  it('holds keys, each with its account', () => {
    expect(keysOf([key])).to.deep.equal([
      { ...key, sessionToken: undefined, user: undefined, policies: undefined },
    ]);
  });

  it('may hold temporary credentials, users and their policies', () => {
    const policy = { Statement: { Effect: 'Allow', Action: 'cloudwatch:*', Resource: '*' } };
    const [read] = keysOf([
      { ...key, sessionToken: 'FQoG+/==', user: 'alice', policies: [policy, policy] },
    ]);
    expect({ ...read, policies: read?.policies?.length }).to.deep.equal({
      ...key,
      sessionToken: 'FQoG+/==',
      user: 'alice',
      policies: 2,
    });
  });

  it('may allow a key nothing at all', () => {
    expect(keysOf([{ ...key, policies: [] }])[0]?.policies).to.deep.equal([]);
  });

  describe('is refused as a whole', () => {
    const cases: readonly [name: string, text: string, faults: readonly string[]][] = [
      ['when it is no JSON', '{"keys": [', ['the file is not JSON']],
      ['when it is no object', '[]', ['the file must be a JSON object with a list of keys']],
      ['without keys', '{}', ['the file must be a JSON object with a list of keys']],
      ['with no key', '{"keys": []}', ['keys must hold a key']],
      ['with a key of text', '{"keys": ["a"]}', ['keys[0] must be an object']],
      [
        'with members that nothing reads',
        JSON.stringify({ keys: [{ ...key, role: 'a' }], Keys: [] }),
        ['$.Keys is not known', 'keys[0].role is not known'],
      ],
      [
        'with a key that lacks all',
        '{"keys": [{}]}',
        [
          'keys[0].accessKeyId is missing',
          'keys[0].secretAccessKey is missing',
          'keys[0].account is missing',
        ],
      ],
      [
        'with members of other forms',
        JSON.stringify({
          keys: [
            {
              accessKeyId: 'a/b',
              secretAccessKey: 'a b',
              sessionToken: '',
              account: 123456789012,
              user: 'a/b',
              policies: {},
            },
          ],
        }),
        [
          'keys[0].accessKeyId must be 1 to 128 letters, digits or _',
          'keys[0].secretAccessKey must be 1 to 256 visible characters',
          'keys[0].sessionToken must be 1 to 8192 visible characters',
          'keys[0].account must be 12 digits',
          'keys[0].user must be a user name of IAM, such as alice',
          'keys[0].policies must be a list of policy documents',
        ],
      ],
      [
        'with a key that is there twice',
        JSON.stringify({ keys: [key, key] }),
        ['keys[1].accessKeyId is there twice'],
      ],
      [
        'with a faulty policy of any key',
        JSON.stringify({ keys: [key, { ...key, accessKeyId: 'B', policies: [{}] }] }),
        ['keys[1].policies[0].Statement must hold a statement'],
      ],
    ];
    for (const [name, text, faults] of cases) {
      it(name, () => {
        expect(parseKeys(text)).to.deep.equal({ kind: 'bad', faults });
      });
    }
  });

  it('never tells a secret when it tells what is wrong', () => {
    const secret = 'hunter2 hunter2';
    const texts = [
      `{"keys": [{"secretAccessKey": ${secret}`,
      JSON.stringify({
        keys: [{ secretAccessKey: secret, sessionToken: secret, account: secret }],
      }),
      JSON.stringify({ keys: [{ ...key, accessKeyId: secret, user: secret }] }),
    ];
    for (const text of texts) {
      const reading = parseKeys(text);
      expect(reading.kind).to.equal('bad');
      expect(JSON.stringify(reading)).not.to.include('hunter2');
    }
  });
});

function keysOf(keys: readonly object[]): readonly Key[] {
  const reading = parseKeys(JSON.stringify({ keys }));
  if (reading.kind === 'bad') throw new Error(reading.faults.join('; '));
  return [...reading.keys.values()];
}
