import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { registerRefreshWorker } from './api/refresh';
import { App } from './app';
import { whenIdle } from './idle';
import { offerReload } from './reload';
import { reportVitals } from './vitals';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/print.css';

offerReload();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
whenIdle(registerRefreshWorker);
reportVitals();
