import { Link } from 'wouter'

/** An account's name, leading to its page; of one that is gone the name alone. */
export function AccountLink({ id, name }: { id: string | undefined; name: string }) {
  if (id === undefined) return name
  return (
    <Link href={`/customers/${encodeURIComponent(id)}`} data-testid="customer">
      {name}
    </Link>
  )
}
