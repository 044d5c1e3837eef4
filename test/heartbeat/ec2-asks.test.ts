import { expect } from 'chai';
import type { Ec2, Ec2Answer, LaunchParts } from '../../src/ec2/ec2.js';
import { Ec2Asks } from '../../src/heartbeat/ec2-asks.js';
import { noon, secondsAfter } from '../support/group-documents.js';

const failed = { kind: 'failed', reason: 'the endpoint did not answer in time' } as const;

function partsOf(KeyName: string): LaunchParts {
  return { ImageIds: [], InstanceTypes: [], KeyNames: [KeyName], SecurityGroups: [] };
}

/** An EC2 whose dry runs end when a test says so, and what asks it beside a beat. */
class Question {
  readonly asked: string[] = [];
  waits = 0;
  isClockHeld = false;
  private readonly ends = new Map<string, (answer: Ec2Answer<LaunchParts>) => void>();
  private readonly asks: Ec2Asks;

  constructor() {
    const dryRun = ({ KeyNames: [KeyName = ''] }: LaunchParts): Promise<Ec2Answer<LaunchParts>> => {
      this.asked.push(KeyName);
      return new Promise((resolve) => this.ends.set(KeyName, resolve));
    };
    const none = (): never => {
      throw new Error('Nobody asks it.');
    };
    const others = { launchTemplate: none, instance: none, subnets: none, zones: none };
    const ec2: Ec2 = { ...others, instanceTypes: none, dryRun };
    const wait = (): Promise<void> => {
      this.waits += 1;
      return Promise.resolve();
    };
    this.asks = new Ec2Asks({ ec2, isClockHeld: () => this.isClockHeld, wait });
  }

  async look(KeyName: string, seconds: number, asker = 'web'): Promise<string> {
    const asking = { asker, region: 'us-east-1', now: secondsAfter(noon, seconds) };
    return (await this.asks.dryRun(partsOf(KeyName), asking))?.kind ?? 'awaited';
  }

  async end(KeyName: string, answer?: Ec2Answer<LaunchParts>): Promise<void> {
    this.ends.get(KeyName)?.(answer ?? { kind: 'found', value: partsOf(KeyName) });
    await Promise.resolve();
  }
}

describe('what launches ask of an EC2', () => {
  let question: Question;

  beforeEach(() => {
    question = new Question();
  });

  it('is asked once, and anew when the answer has been given', async () => {
    expect(await question.look('a', 0)).to.equal('awaited');
    expect(await question.look('a', 1)).to.equal('awaited');
    await question.end('a');
    expect(await question.look('a', 2)).to.equal('found');
    expect(await question.look('a', 2)).to.equal('awaited');
    expect(question.asked).to.deep.equal(['a', 'a']);
  });

  it('is asked by each group for itself, which takes no answer from another', async () => {
    await question.look('a', 0, 'web');
    await question.look('a', 0, 'other');
    await question.end('a');
    expect(await question.look('a', 1, 'web')).to.equal('awaited');
    expect(await question.look('a', 1, 'other')).to.equal('found');
  });

  it('is asked anew where nobody has come for the answer in time', async () => {
    await question.look('a', 0);
    await question.end('a');
    expect(await question.look('a', 60)).to.equal('awaited');
    expect(question.asked).to.deep.equal(['a', 'a']);
  });

  it('is waited for only while no other is late, but for a held clock', async () => {
    await question.look('a', 0);
    await question.look('b', 0);
    await question.look('a', 1);
    expect(question.waits).to.equal(1);
    question.isClockHeld = true;
    await question.look('b', 1);
    expect(question.waits).to.equal(2);
    question.isClockHeld = false;
    await question.end('a');
    await question.end('b');
    await question.look('c', 2);
    expect(question.waits).to.equal(3);
  });

  it('is not asked for twenty seconds behind an answer that was late and failed', async () => {
    await question.look('a', 0);
    await question.end('a', failed);
    expect(await question.look('a', 1)).to.equal('failed');
    expect(await question.look('b', 19)).to.equal('failed');
    expect(await question.look('b', 20)).to.equal('awaited');
    await question.end('b');
    expect(await question.look('c', 21)).to.equal('awaited');
    expect(question.asked).to.deep.equal(['a', 'b', 'c']);
  });

  it('waits where there are too many, until some are answered', async () => {
    const names = Array.from({ length: 1_024 }, (_, index) => String(index));
    for (const name of names) await question.look(name, 0);
    expect(await question.look('more', 1)).to.equal('awaited');
    expect(question.asked).to.deep.equal(names);
    await question.end('7');
    expect(await question.look('more', 2)).to.equal('awaited');
    expect(question.asked).to.deep.equal([...names, 'more']);
  });
});
