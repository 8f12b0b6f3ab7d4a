/** Parts of a phone that a test process has not, and patience for a busy machine. */
import { configure } from '@testing-library/react-native';

configure({ asyncUtilTimeout: 30_000 });

jest.mock('react-native-safe-area-context', () => ({
  useSafeAreaInsets: () => ({ top: 0, right: 0, bottom: 0, left: 0 }),
}));
