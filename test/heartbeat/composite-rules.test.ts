import { expect } from 'chai';
import { CompositeRules } from '../../src/heartbeat/composite-rules.js';

const scope = { account: '000000000000', region: 'us-east-1' };

describe('the rules of composite alarms', () => {
  it('are parsed once', () => {
    const rules = new CompositeRules();
    const read = rules.of('ALARM(a) OR OK(b)', scope);
    expect(read.childNames).to.deep.equal(['a', 'b']);
    expect(rules.of('ALARM(a) OR OK(b)', scope)).to.equal(read);
  });

  it('are those of a scope, where they name alarms by their ARNs', () => {
    const rules = new CompositeRules();
    const rule = 'ALARM("arn:aws:cloudwatch:us-east-1:000000000000:alarm:a")';
    expect(rules.of(rule, scope).childNames).to.deep.equal(['a']);
    expect(() => rules.of(rule, { ...scope, region: 'eu-west-1' })).to.throw('Wrong ARN region');
  });
});
