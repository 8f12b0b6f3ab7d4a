import type { ExpoConfig } from 'expo/config';

/** What the stores and the three platforms are told; nothing here is read while the app runs. */
const config: ExpoConfig = {
  name: 'Rounds',
  slug: 'rounds',
  version: '1.0.0',
  scheme: 'rounds',
  orientation: 'default',
  userInterfaceStyle: 'automatic',
  platforms: ['ios', 'android', 'web'],
  android: { package: 'com.example.rounds' },
  ios: { bundleIdentifier: 'com.example.rounds', supportsTablet: true },
  web: { bundler: 'metro', output: 'single' },
  plugins: ['expo-router', 'expo-sqlite', 'expo-secure-store'],
  updates: { enabled: false },
};

export default config;
