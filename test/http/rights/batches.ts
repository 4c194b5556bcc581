import { PRODUCT } from '../rights-scene.ts'
import { OF_OUR_BATCH } from '../rights-shared.ts'
import type { Right } from './route.ts'

/** Batches of codes. */
export const BATCHES: readonly Right[] = [
  [
    {
      name: 'mint',
      method: 'POST',
      url: () => '/api/v1/batches',
      body: { family: 'sim-activation', product: PRODUCT, count: 1 },
      key: true,
    },
    {
      owner: 403,
      manager: 403,
      viewer: 403,
      admin: 202,
      support: 403,
      operator: 202,
      reseller: 202,
      stranger: 403,
      nobody: 401,
    },
  ],
  [
    {
      name: 'one batch of ours',
      method: 'GET',
      url: ({ batch }) => `/api/v1/batches/${batch}`,
    },
    { ...OF_OUR_BATCH, support: 200 },
  ],
  [
    {
      name: 'export of a batch of ours',
      method: 'GET',
      url: ({ batch }) => `/api/v1/batches/${batch}/export.csv`,
    },
    OF_OUR_BATCH,
  ],
  [
    {
      name: 'sheet of a batch of ours',
      method: 'GET',
      url: ({ batch }) => `/api/v1/batches/${batch}/export.pdf`,
    },
    OF_OUR_BATCH,
  ],
  [
    {
      name: 'activation in a batch of ours',
      method: 'POST',
      url: ({ batch }) => `/api/v1/batches/${batch}/activation`,
      body: { from: 1, to: 1 },
    },
    OF_OUR_BATCH,
  ],
  [
    {
      name: 'confirmation of a batch of ours',
      method: 'POST',
      url: ({ batch }) => `/api/v1/batches/${batch}/confirmation`,
      body: {},
    },
    OF_OUR_BATCH,
  ],
  [
    {
      name: 'revocation of a batch of ours',
      method: 'POST',
      url: ({ batch }) => `/api/v1/batches/${batch}/revocation`,
      body: { reason: 'lost' },
    },
    OF_OUR_BATCH,
  ],
]
