/** Which address shows which file. Written down, because an address is a promise and a file name is not. */
import { index, layout, rootRoute, route } from '@tanstack/virtual-file-routes';

export const routes = rootRoute('root.tsx', [
  layout('_app', 'app.tsx', [
    index('overview.tsx'),
    route('/transfers', [
      index('transfers.tsx'),
      route('/new', 'new-transfer.tsx'),
      route('/$id', 'transfer.tsx'),
    ]),
    route('/accounts', [index('accounts.tsx'), route('/$id', 'account.tsx')]),
  ]),
  route('/login', 'login.tsx'),
]);
