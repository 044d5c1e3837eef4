import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Clock } from '../clock.js';
import { parseDuration } from '../duration.js';
import type { Question } from '../heartbeat/explain.js';
import type { Heartbeat } from '../heartbeat/heartbeat.js';
import type { Timeline } from '../heartbeat/timeline.js';
import { partsOf, type Scope } from '../store/keys.js';
import type { ExplainAccess } from './explain-access.js';
import { isSameSecret } from './secret.js';

/** What this server says of its decisions, and, with test controls, what it lets a test do. */
export interface AdminParts {
  readonly explain: ExplainDoor;
  readonly controls: TestControls | undefined;
}

/** What is explained is an account's own, so a caller must show that it is his. */
export interface ExplainDoor {
  readonly explain: (question: Question) => Promise<object | undefined>;
  readonly access: ExplainAccess;
  readonly defaults: Scope;
}

export interface TestControls {
  readonly clock: Clock;
  readonly heartbeat: Heartbeat;
  readonly timeline: Timeline;
  /** A bearer token that every call must carry, if one is set. */
  readonly token: string | undefined;
  reset(): Promise<void>;
}

export function createAdmin({ controls, explain }: AdminParts): Express {
  const app = express();
  app.disable('x-powered-by');
  addExplain(app, explain);
  if (controls !== undefined) addControls(app, controls);
  app.use((request, response) => {
    const message =
      request.path.startsWith('/_admin/') && controls === undefined
        ? 'Test controls are off; start the server with --test-controls.'
        : `There is no ${request.method} ${request.path} here.`;
    response.status(404).json({ error: message });
  });
  app.use((error: unknown, _: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error);
    else response.status(statusOf(error)).json({ error: (error as Error).message });
  });
  return app;
}

function addExplain(app: Express, { explain, access, defaults }: ExplainDoor): void {
  app.get('/_admin/explain', async (request, response) => {
    if (access.kind === 'closed') {
      const error = 'With --credentials this is served only where --explain-token is given.';
      response.status(404).json({ error });
      return;
    }
    if (access.kind === 'bearer' && !access.tokens.some((token) => bears(request, token))) {
      response.status(401).json({ error: 'The bearer token of /_admin/explain is needed.' });
      return;
    }
    const question = readQuestion(request.query, defaults);
    const answer = await explain(question);
    if (answer !== undefined) {
      response.type('json').send(`${JSON.stringify(answer, withNonFinite, 2)}\n`);
      return;
    }
    const { kind, name, account, region } = question;
    const error = `There is no ${kind} ${name} of account ${account} in ${region}.`;
    response.status(404).json({ error });
  });
}

function bears({ headers }: Request, token: string): boolean {
  return isSameSecret(`Bearer ${token}`, headers.authorization);
}

function withNonFinite(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function readQuestion(query: Request['query'], defaults: Scope): Question {
  const { account = defaults.account, region = defaults.region, ...rest } = query;
  const [[kind, name] = [], ...others] = Object.entries(rest);
  const isKind = kind === 'alarm' || kind === 'group' || kind === 'policy';
  const isText = typeof account === 'string' && typeof region === 'string';
  if (others.length > 0 || !isKind || typeof name !== 'string' || !isText) {
    throw new BadRequest(explainUsage);
  }
  return { kind, name, account, region };
}

const explainUsage =
  'Ask for one of ?alarm=NAME, ?group=NAME and ?policy=ARN, perhaps with &account= and &region=.';

function addControls(app: Express, controls: TestControls): void {
  const { clock, heartbeat, timeline, token } = controls;
  app.use('/_admin', (request, response, next) => {
    if (token === undefined || bears(request, token)) next();
    else response.status(401).json({ error: 'The bearer token of the test controls is needed.' });
  });
  app.use('/_admin', express.json({ type: () => true, limit: '64kb' }));
  const showClock = (response: Response): void => {
    response.json({ now: clock.now().toISOString(), frozen: clock.isFrozen });
  };
  app.post('/_admin/reset', async (_, response) => {
    await controls.reset();
    response.json({});
  });
  app.get('/_admin/clock', (_, response) => showClock(response));
  app.post('/_admin/clock', async (request, response) => {
    await setClock(readClockChange(request.body), controls);
    showClock(response);
  });
  app.post('/_admin/settle', async (_, response) => {
    const settled = await timeline.settle();
    const moving = await heartbeat.moving(clock.now());
    response.json({
      settled,
      moving: moving.slice(0, movingShownMax).map(({ key, document }) => {
        const { kind, names } = partsOf(key);
        return { kind, name: names.join('/'), due: document.due?.toISOString() };
      }),
    });
  });
}

const movingShownMax = 100;
/** A year and a half: all that is ever kept. */
const advanceMillisecondsMax = 550 * 86_400_000;

/** Dates of AWS have years of four digits, and nothing is measured in the far past. */
const clockMin = new Date('2000-01-01T00:00:00Z');
const clockMax = new Date('2200-01-01T00:00:00Z');

type ClockChange =
  | { readonly kind: 'set'; readonly now: Date }
  | { readonly kind: 'advance'; readonly milliseconds: number }
  | { readonly kind: 'freeze' }
  | { readonly kind: 'thaw' };

class BadRequest extends Error {
  readonly status = 400;
}

function readClockChange(body: unknown): ClockChange {
  const members = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  const [[name, value] = [], ...others] = members as [string, unknown][];
  if (others.length > 0 || name === undefined) throw new BadRequest(clockUsage);
  if (name === 'now' && typeof value === 'string') {
    const now = new Date(value);
    if (Number.isNaN(now.getTime())) throw new BadRequest(`'${value}' is no ISO time.`);
    if (now < clockMin || now > clockMax)
      throw new BadRequest('That is not between 2000 and 2199.');
    return { kind: 'set', now };
  }
  if (name === 'advance' && typeof value === 'string') {
    const milliseconds = parseDuration(value);
    if (milliseconds === undefined) throw new BadRequest(`'${value}' is no duration like 5m.`);
    if (milliseconds > advanceMillisecondsMax) throw new BadRequest('That is more than 550 days.');
    return { kind: 'advance', milliseconds };
  }
  if (name === 'frozen' && value === false) return { kind: 'thaw' };
  if (name === 'frozen' && value === true) return { kind: 'freeze' };
  throw new BadRequest(clockUsage);
}

const clockUsage =
  'Give one of {"now": ISO time}, {"advance": "5m"} and {"frozen": true or false}.';

async function setClock(change: ClockChange, { clock, timeline }: TestControls): Promise<void> {
  switch (change.kind) {
    case 'set':
      clock.freeze(change.now);
      return;
    case 'advance':
      await timeline.advance(change.milliseconds);
      return;
    case 'freeze':
      clock.freeze(clock.now());
      return;
    case 'thaw':
      clock.thaw();
  }
}

function statusOf(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? error.status : 500;
  return typeof status === 'number' ? status : 500;
}
