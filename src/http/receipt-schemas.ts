import { Type } from 'typebox'

/** Shapes of receipts and of the keys that sign. */

export const Receipt = Type.Object(
  {
    form: Type.Literal('koppel-receipt/1'),
    key: Type.String(),
    publicKey: Type.String({ description: 'Raw Ed25519 public key, base64url' }),
    digest: Type.String({ description: 'SHA-256 of the body, base64url: names the receipt' }),
    body: Type.String({ description: 'The statement, as JSON text' }),
    sig: Type.String({
      description:
        'Ed25519 over the label koppel/v1/receipt, the key id and the body, each of the first two with a zero byte behind it',
    }),
  },
  { $id: 'Receipt', description: 'Proof of a redemption that was applied; `koppel receipt verify` checks it offline' },
)
export const PublishedKeys = Type.Object(
  {
    keys: Type.Array(
      Type.Object({
        id: Type.String(),
        purpose: Type.Union([Type.Literal('receipt-signing'), Type.Literal('command-signing')]),
        alg: Type.Literal('Ed25519'),
        publicKey: Type.String(),
        fingerprint: Type.String({ description: 'SHA-256 of the raw key, hexadecimal' }),
      }),
    ),
  },
  { $id: 'PublishedKeys' },
)
