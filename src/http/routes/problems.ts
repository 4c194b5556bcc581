import { Type } from 'typebox'
import { PROBLEMS, type ProblemCode, ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'

const HTML = 'text/html; charset=utf-8'

/** What a problem's `type` leads to: a page for the person who wonders, from the same table and the same texts. */
export function problemPages(api: Api, { texts }: Door): void {
  api.get('/problems', { schema: { hide: true } }, async (request, reply) => {
    const language = texts.negotiate(request.headers['accept-language'])
    const items = Object.keys(PROBLEMS).map((code) => {
      return `<li><a href="/problems/${code}">${code}</a>: ${html(texts.text(language, `problem.${code}.title`))}</li>`
    })
    const body = page(language, 'Koppel', `<ul>\n${items.join('\n')}\n</ul>`)
    return reply.type(HTML).header('vary', 'accept-language').send(body)
  })

  api.get(
    '/problems/:code',
    { schema: { hide: true, params: Type.Object({ code: Type.String() }) } },
    async (request, reply) => {
      const { code } = request.params
      if (!isProblem(code)) throw new ProblemError('not-found')
      const language = texts.negotiate(request.headers['accept-language'])
      const { status, retryable } = PROBLEMS[code]
      const detail = html(texts.text(language, `problem.${code}.detail`))
      const facts = `<p><code>${code}</code>, HTTP ${status}, retryable: ${retryable}</p>`
      const body = page(language, texts.text(language, `problem.${code}.title`), `<p>${detail}</p>\n${facts}`)
      return reply.type(HTML).header('vary', 'accept-language').send(body)
    },
  )
}

function isProblem(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code)
}

function page(language: string, title: string, content: string): string {
  return `<!doctype html>
<html lang="${html(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${html(title)}</title></head>
<body><main><h1>${html(title)}</h1>
${content}
</main></body>
</html>
`
}

function html(text: string): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character)
}
