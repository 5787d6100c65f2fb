/** To be built. */
export function Page() {
  return null;
}
