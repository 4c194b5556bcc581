import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import swagger from '@fastify/swagger'
import swaggerUi, { type FastifySwaggerUiOptions } from '@fastify/swagger-ui'
import type { Api } from '../door.ts'
import { SESSION_COOKIE } from '../session/cookie.ts'
import { toDialect2020 } from './dialect.ts'
import { namedSchemas, withReferences } from './references.ts'

const DESCRIPTION = `Codes for collars and dongles. Instants are ISO 8601 in UTC, money is in minor units, ids are opaque. Problems are
\`application/problem+json\` (RFC 9457); their \`code\` is stable, and \`/problems\` lists them. What spends a code wants an \`Idempotency-Key\`.`

/**
 * Describes the routes that are registered after it: `/openapi.json`, and a page at `/docs/api` to try them. Everything comes from this server.
 * @param consoleDir the built console, whose mark the page wears; absent: the page wears that of its makers
 */
export async function describeApi(api: Api, version: string, consoleDir?: string): Promise<void> {
  for (const schema of namedSchemas()) api.addSchema(schema)
  api.addHook('onRoute', (route) => {
    // The serializer wants a named schema once, and then by reference.
    if (route.schema?.response) route.schema = { ...route.schema, response: withReferences(route.schema.response) }
  })
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Koppel', version, description: DESCRIPTION },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          cookie: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
        },
      },
      security: [{ bearer: [] }, { cookie: [] }],
    },
    convertConstToEnum: false,
    refResolver: {
      buildLocalReference: (json, _base, _fragment, at) => (typeof json.$id === 'string' ? json.$id : `schema-${at}`),
    },
    transformObject: (document) => ('openapiObject' in document ? toDialect2020(document.openapiObject) : {}),
    // Bodies are validated by whole schemas, and described by reference.
    transform: ({ schema, url }) => ({
      schema: schema?.body ? { ...schema, body: withReferences(schema.body) } : schema,
      url,
    }),
  })
  await api.register(swaggerUi, {
    routePrefix: '/docs/api',
    uiConfig: { persistAuthorization: false },
    ...(consoleDir !== undefined && worn(readFileSync(join(consoleDir, 'favicon.svg')))),
  })
  api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger())
}

/** @param svg the mark */
function worn(svg: Buffer): Pick<FastifySwaggerUiOptions, 'logo' | 'theme'> {
  const type = 'image/svg+xml'
  return {
    logo: { type, content: svg },
    theme: {
      title: 'Koppel API',
      favicon: [{ filename: 'favicon.svg', rel: 'icon', type, sizes: 'any', content: svg.toString() }],
    },
  }
}
