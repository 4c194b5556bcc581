import type { Compilable, CompiledQuery, Insertable, InsertResult, QueryResult, Transaction } from 'kysely'
import type { Parameter } from './parameters.ts'
import type { Reads, Tx } from './store.ts'

type Values = Record<string, Parameter>
type AnyTables = Record<string, Values>

/** Stands in a built query for a value that is not there yet. */
class Gap {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * Builds and compiles a query at its first use in a store, and afterwards only fills in values: on the way of a redemption, building the same dozen queries
 * anew costs half as much as executing them.
 * @param build is given, for each member of `V`, something to put where its value belongs. It must not look at it, and is called once: a condition in it
 *   would be decided for all time
 */
export function prepared<T, V extends Values, R>(
  build: (on: Tx<T>, given: V) => Compilable<R>,
): (on: Reads<T> | Tx<T>, values: V) => Promise<QueryResult<R>> {
  const built = oncePerStore<CompiledQuery<R>>()
  const given = new Proxy({} as V, { get: (_, name) => new Gap(String(name)) })
  return (on, values) => {
    const whole = wholeOf(on)
    const query = built(whole, '', () => build(on as Tx<T>, given).compile())
    return whole.executeQuery(filled(query, values))
  }
}

/** The same for a row that is appended; which columns it has may differ from call to call. */
export function preparedInsert<T, K extends keyof T & string>(
  table: K,
): (tx: Tx<T>, row: Insertable<T[K]>) => Promise<QueryResult<InsertResult>> {
  const built = oncePerStore<CompiledQuery<InsertResult>>()
  return (tx, row) => {
    const whole = wholeOf(tx)
    const columns = Object.keys(row)
    const query = built(whole, columns.join(), () => {
      const gaps = Object.fromEntries(columns.map((column) => [column, new Gap(column)]))
      return whole
        .insertInto(table)
        .values(gaps as never)
        .compile()
    })
    return whole.executeQuery(filled(query, row as Values))
  }
}

/** Remembers by the store's adapter, since engines differ in their SQL, and by what else tells two texts apart. */
function oncePerStore<Q>(): (whole: Transaction<AnyTables>, variant: string, build: () => Q) => Q {
  const stores = new WeakMap<object, Map<string, Q>>()
  return (whole, variant, build) => {
    const { adapter } = whole.getExecutor()
    const known = stores.get(adapter) ?? new Map<string, Q>()
    stores.set(adapter, known)
    const query = known.get(variant) ?? build()
    known.set(variant, query)
    return query
  }
}

/** `Reads` and `Tx` show rooms less than there is. */
function wholeOf<T>(on: Reads<T> | Tx<T>): Transaction<AnyTables> {
  return on as unknown as Transaction<AnyTables>
}

function filled<R>(query: CompiledQuery<R>, values: Values): CompiledQuery<R> {
  return { ...query, parameters: query.parameters.map((one) => (one instanceof Gap ? values[one.name] : one)) }
}
