export { Shell as AppPage } from '../../features/Shell';
