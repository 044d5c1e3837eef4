import { gzipSync } from 'node:zlib';
import aws4 from 'aws4';

/** Raw HTTP requests of PutMetricData in JSON 1.0, signed with the default key. */
export function putMetricDataRequests(
  count: number,
  datums: (index: number) => readonly object[],
  { zipped = false } = {},
): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const text = JSON.stringify({ Namespace: 'Bench', MetricData: datums(index) });
    return signedRequest('PutMetricData', zipped ? gzipSync(text) : Buffer.from(text), zipped);
  });
}

/** A datum of one of a thousand instances, as an agent sends it. */
export function datum(index: number): object {
  return {
    MetricName: 'CPUUtilization',
    Dimensions: [
      { Name: 'AutoScalingGroupName', Value: 'web' },
      { Name: 'InstanceId', Value: `i-${String(index % 1000).padStart(8, '0')}` },
    ],
    Value: (index * 7.3) % 100,
    Unit: 'Percent',
  };
}

export function signedRequest(action: string, body: Buffer, zipped = false): Buffer {
  const request = {
    host: '127.0.0.1:8003',
    method: 'POST',
    path: '/',
    service: 'monitoring',
    region: 'us-east-1',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `GraniteServiceVersion20100801.${action}`,
      'x-amzn-query-mode': 'true',
      ...(zipped && { 'Content-Encoding': 'gzip' }),
    },
    body: body as unknown as string,
  };
  const { headers } = aws4.sign(request, { accessKeyId: 'test', secretAccessKey: 'test' });
  const head = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${String(value)}`);
  return Buffer.concat([Buffer.from(`POST / HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`), body]);
}
