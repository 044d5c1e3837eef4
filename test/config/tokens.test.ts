import { expect } from 'chai';
import { createTokens } from '../../src/tokens.js';

describe('tokens', () => {
  const tokens = createTokens('secret');
  const purpose = ['000000000000', 'us-east-1', 'DescribeAlarms', '{}'];
  const token = tokens.seal(purpose, 'place\u0001behind');

  it('open what was sealed for the same request', () => {
    expect(tokens.open(purpose, token)).to.equal('place\u0001behind');
  });

  it('tell nothing of the place, and are the same for the same', () => {
    expect(Buffer.from(token, 'base64').includes('place')).to.equal(false);
    expect(tokens.seal(purpose, 'place\u0001behind')).to.equal(token);
    expect(tokens.seal([], 'place\u0001behind').slice(-8)).not.to.equal(token.slice(-8));
  });

  const refused: readonly [string, readonly string[], string][] = [
    ['another request', ['000000000000', 'eu-west-1', 'DescribeAlarms', '{}'], token],
    ['a changed token', purpose, `A${token.slice(1)}`],
    ['a text that is no token', purpose, 'not a token'],
    ['a short token', purpose, 'AAAA'],
    ['an empty token', purpose, ''],
  ];
  for (const [name, asked, text] of refused) {
    it(`refuse ${name}`, () => {
      expect(tokens.open(asked, text)).to.equal(undefined);
    });
  }

  it('of another secret are refused', () => {
    expect(createTokens('other').open(purpose, token)).to.equal(undefined);
  });
});
