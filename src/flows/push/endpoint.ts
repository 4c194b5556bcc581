/** Services of the browsers that there are. An entry that begins with a dot is everything below it; one with a scheme is that origin alone. */
export const PUSH_SERVICES: readonly string[] = [
  'fcm.googleapis.com',
  '.push.services.mozilla.com',
  '.notify.windows.com',
  '.push.apple.com',
]
const ENDPOINT_CHARACTERS_MAX = 1_000

/**
 * Whether an address that a browser says is a push service's, is one that we write to. Whoever signs in can claim any address: without this list the house would
 * send requests wherever it is told, its own network included.
 */
export function isPushEndpoint(endpoint: string, services: readonly string[]): boolean {
  if (endpoint.length > ENDPOINT_CHARACTERS_MAX || !URL.canParse(endpoint)) return false
  const { origin, protocol, hostname, port, username, password } = new URL(endpoint)
  if (username !== '' || password !== '') return false
  return services.some((service) => {
    if (service.includes('://')) return origin === service
    if (protocol !== 'https:' || port !== '') return false
    return service.startsWith('.') ? hostname.endsWith(service) : hostname === service
  })
}
