import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Bench, type Row, table } from './bench.js';

/** `make bench`: runs every file `*.bench.ts`, or those named, and prints one table. */
const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const file of readdirSync(fileURLToPath(new URL('.', import.meta.url))).sort()) {
  if (!file.endsWith('.bench.js')) continue;
  const { default: bench } = (await import(`./${file}`)) as { default: Bench };
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
  process.stderr.write(`${bench.name} …\n`);
  rows.push(...(await bench.run()));
}
process.stdout.write(`${table(rows)}\n`);
