import type { Fields } from '../../codec.ts'
import { hex } from '../cast.ts'
import { CARAT_ID, DONGLE, KEY, OTHER_USER, USER } from './cast.ts'
import { codeVectors, fingerprintVectors, keyVectors, proofVectors } from './codes.ts'
import { exchangeVectors } from './exchanges.ts'
import { badFrameVectors, frameVectors } from './frames.ts'
import { recordVectors } from './records.ts'

/** Everything in `hardware-tests/vectors/dongle.json`; its README explains the form. The same at every call. */
export function dongleVectors(): Fields {
  return {
    protocol: 'docs/protocol/dongle.md, version 1',
    cast: { caratId: CARAT_ID, key: hex(KEY), keyVersion: DONGLE.keyVersion, users: [USER, OTHER_USER] },
    keys: keyVectors(),
    fingerprints: fingerprintVectors(),
    unlockCodes: codeVectors(),
    proofs: proofVectors(),
    frames: frameVectors(),
    badFrames: badFrameVectors(),
    exchanges: exchangeVectors(),
    records: recordVectors(),
  }
}
