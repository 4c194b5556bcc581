import { HTTP_LIMITS } from './limits.ts'

/** True if JSON text nests deeper than we ever need. Looked at before parsing: what walks the result afterwards may recurse. */
export function nestsTooDeep(json: string, levels_max: number = HTTP_LIMITS.jsonLevels_max): boolean {
  let level = 0
  let inText = false
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (inText) {
      if (character === '\\') at++
      else if (character === '"') inText = false
    } else if (character === '"') inText = true
    else if (character === '{' || character === '[') {
      if (++level > levels_max) return true
    } else if (character === '}' || character === ']') level--
  }
  return false
}
