import type { Who } from '../rights-scene.ts'
import type { Right } from './route.ts'

const EVERYBODY: Record<Who, number> = {
  ...{ owner: 200, manager: 200, viewer: 200, admin: 200, support: 200, reseller: 200, stranger: 200 },
  ...{ operator: 403, nobody: 401 },
}

/** What people agreed to, and what staff did. */
export const CONSENTS: readonly Right[] = [
  [{ name: 'own consents', method: 'GET', url: () => '/api/v1/consents' }, EVERYBODY],
  [
    {
      name: 'accept the agreement',
      method: 'PUT',
      url: () => '/api/v1/consents/agreement',
      body: { version: '2026-1', decision: 'accepted' },
    },
    EVERYBODY,
  ],
  [
    { name: 'what staff did', method: 'GET', url: ({ account }) => `/api/v1/accounts/${account}/staff-deeds` },
    { ...EVERYBODY, manager: 403, viewer: 403, reseller: 403, stranger: 403, operator: 200 },
  ],
]
