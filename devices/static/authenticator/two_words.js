/**
 * Two words that two phones show alike, so that their person sees that nobody stands between them. Each language has the
 * same 256 things in the same order: a Swedish phone shows what an English one does.
 */

import { bytesOf } from "./protocol/jose.js";

/** By the language of the phone. */
export const WORDS = {
  en: listed(`
    apple bear bridge candle river mountain window door table chair lamp mirror carpet pillow blanket kettle spoon
    fork knife plate bowl bottle basket barrel bucket broom hammer saw nail screw ladder rope anchor boat ship
    sail harbour island beach wave storm cloud rain snow ice frost thunder lightning rainbow sun moon star planet
    comet sky earth stone sand clay gold silver copper iron glass paper pencil book letter stamp map compass clock
    key lock chain ring crown sword shield castle tower church temple school library museum theatre market bakery
    kitchen garden fence gate road station train bus bicycle tractor wheel engine rocket balloon kite parachute
    feather bird eagle falcon owl raven swan goose hen stork penguin parrot swallow fish salmon pike shark whale
    dolphin seal otter crab lobster oyster snail turtle snake lizard frog spider bee ant butterfly beetle cricket
    horse donkey cow sheep pig dog cat rabbit fox wolf moose reindeer badger beaver squirrel hedgehog mouse camel
    elephant giraffe lion tiger zebra monkey kangaroo crocodile tree oak birch spruce willow leaf branch seed
    flower rose tulip lily daisy sunflower clover grass moss fern mushroom berry strawberry raspberry blueberry
    cherry plum pear peach grape lemon orange banana melon pineapple coconut almond hazelnut carrot potato tomato
    onion garlic cabbage lettuce spinach cucumber pumpkin radish bean wheat bread butter cheese honey sugar salt
    pepper cinnamon ginger vanilla chocolate coffee milk soup pancake waffle cake biscuit hat scarf glove sock
    shoe boot button needle thread wool silk velvet umbrella suitcase drum guitar piano violin flute trumpet harp
    bell whistle
  `),
  sv: listed(`
    äpple björn bro ljus flod berg fönster dörr bord stol lampa spegel matta kudde filt kanna sked gaffel kniv
    tallrik skål flaska korg tunna hink kvast hammare såg spik skruv stege rep ankare båt skepp segel hamn holme
    strand våg storm moln regn snö is rimfrost åska blixt regnbåge sol måne stjärna planet komet himmel jord sten
    sand lera guld silver koppar järn glas papper penna bok brev frimärke karta kompass klocka nyckel lås kedja
    ring krona svärd sköld slott torn kyrka tempel skola bibliotek museum teater torg bageri kök trädgård staket
    grind väg station tåg buss cykel traktor hjul motor raket ballong drake fallskärm fjäder fågel örn falk uggla
    korp svan gås höna stork pingvin papegoja svala fisk lax gädda haj val delfin säl utter krabba hummer ostron
    snigel sköldpadda orm ödla groda spindel bi myra fjäril skalbagge syrsa häst åsna ko får gris hund katt kanin
    räv varg älg ren grävling bäver ekorre igelkott mus kamel elefant giraff lejon tiger sebra apa känguru
    krokodil träd ek björk gran pil löv gren frö blomma ros tulpan lilja prästkrage solros klöver gräs mossa
    ormbunke svamp bär jordgubbe hallon blåbär körsbär plommon päron persika druva citron apelsin banan melon
    ananas kokosnöt mandel hasselnöt morot potatis tomat lök vitlök kål sallad spenat gurka pumpa rädisa böna vete
    bröd smör ost honung socker salt peppar kanel ingefära vanilj choklad kaffe mjölk soppa pannkaka våffla tårta
    kex hatt halsduk handske strumpa sko stövel knapp nål tråd ull siden sammet paraply resväska trumma gitarr
    piano fiol flöjt trumpet harpa bjällra visselpipa
  `),
};

/** The two words for both device keys, by their thumbprints, and the salt that the server drew when both were fixed. */
export async function twoWords({ from, to, salt }, language = document.documentElement.lang) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOf(`${from}.${to}.${salt}`)));
  const words = WORDS[language] ?? WORDS.en;
  return [words[hash[0]], words[hash[1]]];
}

function listed(text) {
  return text.trim().split(/\s+/);
}
