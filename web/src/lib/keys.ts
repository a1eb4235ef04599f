/** Keys that do what buttons do. */

/** The name of what a key stands for; nothing where somebody types, or a dialog is open. */
export function meant(
  event: KeyboardEvent,
  keys: readonly (readonly [string, string, ...unknown[]])[],
): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return undefined;
  if ((event.target as Element).closest('input, select, textarea')) return undefined;
  const found = keys.find(([key]) => key === event.key)?.[1];
  if (found) event.preventDefault();
  return found;
}
