/** Makes a value on first use and keeps it: nothing is read or built while a module loads. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
