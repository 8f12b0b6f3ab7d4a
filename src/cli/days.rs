//! Arguments of the commands around the fourteen days.

use clap::Args;

/// Arguments of `fortnight quiz`.
#[derive(Args, Clone, Debug)]
pub struct QuizArgs {}

/// Arguments of `fortnight plan`.
#[derive(Args, Clone, Debug)]
pub struct PlanArgs {}

/// Arguments of `fortnight log`.
#[derive(Args, Clone, Debug)]
pub struct LogArgs {}

/// Arguments of `fortnight reflect`.
#[derive(Args, Clone, Debug)]
pub struct ReflectArgs {}

/// Arguments of `fortnight compare`.
#[derive(Args, Clone, Debug)]
pub struct CompareArgs {}

/// Arguments of `fortnight diff`.
#[derive(Args, Clone, Debug)]
pub struct DiffArgs {}
