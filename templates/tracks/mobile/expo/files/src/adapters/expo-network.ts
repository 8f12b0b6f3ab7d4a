/** The device's network, reduced to what the engine decides by. */
import {
  addNetworkStateListener,
  getNetworkStateAsync,
  NetworkStateType,
  type NetworkState,
} from 'expo-network';
import type { Network, NetworkKind } from '../sync/ports';

export function kindOf({ isConnected, type }: NetworkState): NetworkKind {
  if (isConnected === false || type === NetworkStateType.NONE) return 'none';
  if (type === NetworkStateType.WIFI || type === NetworkStateType.ETHERNET) return 'wifi';
  return type === NetworkStateType.CELLULAR ? 'mobile' : 'unknown';
}

export const expoNetwork: Network = {
  kind: async () => kindOf(await getNetworkStateAsync()),
  onChange: (call) => {
    const subscription = addNetworkStateListener((state) => call(kindOf(state)));
    return () => subscription.remove();
  },
};
