/** Two rings of a coupling. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <circle className="first" cx="12" cy="18" r="6.6" />
      <path className="second" d="M20 7.4a6.6 6.6 0 1 1-2 12.9 M15.2 17.4A6.6 6.6 0 0 1 20 7.4" />
    </svg>
  )
}
