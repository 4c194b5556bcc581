import type { Who } from '../rights-scene.ts'
import { OF_STAFF } from '../rights-shared.ts'
import type { Right } from './route.ts'

const EVERYBODY: Record<Who, number> = {
  ...{ owner: 200, manager: 200, viewer: 200, admin: 200, support: 200, reseller: 200, stranger: 200 },
  ...{ operator: 403, nobody: 401 },
}

/** Staff are told that there is no such message. */
const NONE_OF_THEM: Record<Who, number> = { ...OF_STAFF, admin: 404, support: 404, operator: 404 }

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
  [{ name: 'messages by the contact form', method: 'GET', url: () => '/api/v1/contacts' }, OF_STAFF],
  [{ name: 'one message', method: 'GET', url: ({ device }) => `/api/v1/contacts/${device}` }, NONE_OF_THEM],
  [
    {
      name: 'answer a message',
      method: 'POST',
      url: ({ device }) => `/api/v1/contacts/${device}/answers`,
      body: { text: 'x' },
      key: true,
    },
    NONE_OF_THEM,
  ],
  [
    { name: 'close a message', method: 'POST', url: ({ device }) => `/api/v1/contacts/${device}/closing` },
    NONE_OF_THEM,
  ],
  [{ name: 'erase a message', method: 'DELETE', url: ({ device }) => `/api/v1/contacts/${device}` }, NONE_OF_THEM],
]
