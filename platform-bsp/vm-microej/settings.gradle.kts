// Where plug-ins and modules come from is said by the SDK's own initialisation script, which its
// installation puts into the user's Gradle folder.
rootProject.name = "mattermote-light"
