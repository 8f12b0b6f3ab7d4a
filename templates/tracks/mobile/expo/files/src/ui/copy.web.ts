/** In a browser a text goes into the clipboard, where the page may use it. */
export async function copy(text: string): Promise<boolean> {
  await navigator.clipboard.writeText(text);
  return true;
}
