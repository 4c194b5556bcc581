import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { Measures } from './measures.ts'
import type { DoorParts } from './parts.ts'
import type { Teller } from './problem/problem-body.ts'
import type { Authentication } from './session/authenticate.ts'
import type { SignInLimit } from './session/sign-in-limit.ts'
import type { Streams } from './sse/streams.ts'

/** Fastify with schemas that are types as well. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What the routes share: what the door was handed, and what it made of it. */
export type Door = DoorParts & {
  auth: Authentication
  signIns: SignInLimit
  streams: Streams
  measures: Measures
  teller: Teller
}
