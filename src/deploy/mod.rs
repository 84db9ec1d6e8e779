//! What is done on a node when it is new: steps over SSH, in order.
//!
//! A [`Deployment`] says what; it holds nothing of the nodes it runs on, so any number of threads may use one for any number
//! of nodes at once. [`deploy_node`] orders a node and runs one there, [`deploy_existing_node`] runs one on a node that is
//! there already. What the steps did is told by what these return: the node's `extra.deployment`, or the error's details.

mod access;
mod node;
mod results;
mod run;
mod step;

use std::sync::Arc;

pub use node::{deploy_existing_node, deploy_node};
pub use results::KEPT;
pub use step::Step;

use crate::error::Result;
use crate::ssh::Stream;
use crate::value::Value;

/// Gets what a step's command writes, as it comes: the node's id, the step's position, which output, bytes. An error stops
/// the deployment.
pub type Output = dyn Fn(&str, usize, Stream, &[u8]) -> Result<()> + Send + Sync;

/// Gets the result of each step when it has ended: the node's id, the step's position, the result. An error stops the
/// deployment.
pub type Observer = dyn Fn(&str, usize, &Value) -> Result<()> + Send + Sync;

/// Steps in order, and whom to tell of them.
#[derive(Clone, Default)]
pub struct Deployment {
    steps: Vec<Step>,
    output: Option<Arc<Output>>,
    observer: Option<Arc<Observer>>,
}

impl Deployment {
    /// Without steps.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a step after those there are.
    pub fn add(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// Who gets what commands write.
    pub fn set_output(&mut self, output: Option<Arc<Output>>) {
        self.output = output;
    }

    /// Who gets the results of steps.
    pub fn set_observer(&mut self, observer: Option<Arc<Observer>>) {
        self.observer = observer;
    }
}
