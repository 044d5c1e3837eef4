import { type Load, runLoad } from './load.js';

process.once('message', (load: Load) => {
  const requests = load.requests.map((request) => Buffer.from(request));
  void runLoad({ ...load, requests }).then((result) => process.send?.(result));
});
