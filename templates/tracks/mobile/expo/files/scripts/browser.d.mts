export function findBrowser(): Promise<string | undefined>;
export function demandBrowser(): Promise<string>;
export const NO_BROWSER: string;
