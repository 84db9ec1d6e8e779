//! The base methods.

use serde::Deserialize;

use super::extensions::EXTENSIONS;
use super::records::{Image, Inspected, Listed};
use super::{Docker, images, order};
use crate::api::container::{Containers, NewContainer};
use crate::api::{Args, Extension, Ref};
use crate::array;
use crate::error::Result;
use crate::model::{ContainerImage, DockerContainer};
use crate::object;
use crate::path;
use crate::text::Text;
use crate::value::Value;

/// What is so already is no error.
const NOT_MODIFIED: &[u16] = &[304];

impl Containers for Docker {
    fn list_images(&self, _: &Args) -> Result<Vec<ContainerImage>> {
        let images: Vec<Image> = self.api()?.get("/images/json").json()?;
        Ok(images.into_iter().map(ContainerImage::from).collect())
    }
    fn install_image(&self, path: &str, _: &Args) -> Result<ContainerImage> {
        images::install(self.api()?, path)
    }
    /// Those of an image include those of images that were made from it.
    fn list_containers(&self, options: &Args) -> Result<Vec<DockerContainer>> {
        let image = options.id("image")?;
        // Podman does not know ids by their whole form here; Docker knows both forms.
        let image = image.as_deref().map(|id| id.strip_prefix("sha256:").unwrap_or(id));
        let filters = image.map(|image| object! { "ancestor": array![image] });
        let request = self.api()?.get("/containers/json").query("all", options.bool("all")?.unwrap_or(true));
        let containers: Vec<Listed> = request.query_opt("filters", filters).json()?;
        Ok(containers.into_iter().map(DockerContainer::from).collect())
    }
    fn get_container(&self, container: &Ref, _: &Args) -> Result<DockerContainer> {
        self.inspect(container)
    }
    fn deploy_container(&self, new: &NewContainer, options: &Args) -> Result<DockerContainer> {
        #[derive(Deserialize)]
        struct Made {
            #[serde(rename = "Id")]
            id: Text,
        }
        let request = self.api()?.post("/containers/create").query("name", new.name);
        let Made { id } = request.json_body(&order::body(new, options)?).json()?;
        if new.start {
            let unstarted = |m: &str| format!("the container {id} is there, but could not be started: {m}");
            self.start(&id).map_err(|error| error.message_with(unstarted))?;
        }
        self.inspect(&id)
    }
    fn start_container(&self, container: &Ref, _: &Args) -> Result<DockerContainer> {
        self.start(container)?;
        self.inspect(container)
    }
    fn stop_container(&self, container: &Ref, _: &Args) -> Result<DockerContainer> {
        let request = self.api()?.post(path!("/containers/{}/stop", container));
        request.repeatable(true).accept(NOT_MODIFIED).done()?;
        self.inspect(container)
    }
    fn restart_container(&self, container: &Ref, _: &Args) -> Result<DockerContainer> {
        self.api()?.post(path!("/containers/{}/restart", container)).done()?;
        self.inspect(container)
    }
    fn destroy_container(&self, container: &Ref, _: &Args) -> Result<()> {
        self.api()?.delete(path!("/containers/{}", container)).done()
    }
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}

impl Docker {
    /// A container as it is now, by its id or its name.
    pub(super) fn inspect(&self, container: &str) -> Result<DockerContainer> {
        Ok(self.api()?.get(path!("/containers/{}/json", container)).json::<Inspected>()?.into())
    }

    fn start(&self, container: &str) -> Result<()> {
        let request = self.api()?.post(path!("/containers/{}/start", container));
        request.repeatable(true).accept(NOT_MODIFIED).done()
    }
}
