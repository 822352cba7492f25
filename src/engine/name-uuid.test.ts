import { expect, it } from 'vitest';
import { nameUuid, urlNamespace } from './name-uuid.ts';

it('gives the UUID of RFC 9562 for a name', () => {
  // Appendix A.4: the name www.example.com in the DNS namespace.
  expect(nameUuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  );
});

it('keeps names apart', () => {
  expect(nameUuid(urlNamespace, 'a', 'b')).not.toBe(nameUuid(urlNamespace, 'ab'));
});
