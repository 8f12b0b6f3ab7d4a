/** Colours, sizes and distances. Every pair of text and ground has a contrast of at least 4.5 to 1. */
import { useColorScheme } from 'react-native';

const light = {
  ground: '#f6f7f8',
  card: '#ffffff',
  text: '#14181d',
  quiet: '#4a5460',
  line: '#8a94a0',
  accent: '#0b5cab',
  onAccent: '#ffffff',
  ok: '#1b6b35',
  watch: '#7a4b00',
  defect: '#a3151c',
};

const dark: typeof light = {
  ground: '#101418',
  card: '#1a2026',
  text: '#f0f3f6',
  quiet: '#b4bec9',
  line: '#6d7884',
  accent: '#7db8f5',
  onAccent: '#0a1420',
  ok: '#7ed69b',
  watch: '#f2c063',
  defect: '#ff9c9c',
};

export type Theme = typeof light;

export const useTheme = (): Theme => (useColorScheme() === 'dark' ? dark : light);

/** A gloved finger still hits it: the smallest side of anything that can be pressed. */
export const TARGET = 48;

export const SPACE = { s: 8, m: 12, l: 16, xl: 24 } as const;
export const RADIUS = 10;
export const WIDEST = 720;
